package entry

// Message is something to say, in the words of texts/*.json.
type Message struct {
	Code string
	Args []string
}

func say(code string, args ...string) Message { return Message{code, args} }
