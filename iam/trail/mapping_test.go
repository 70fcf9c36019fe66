package trail

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

func TestMapping(t *testing.T) {
	m := theMapping()
	for event, needed := range m.Events {
		for _, action := range strings.Fields(needed) {
			if iam.LookupAction(action) == nil {
				t.Errorf("%s needs %s, which is no action", event, action)
			}
		}
		if event == needed {
			t.Errorf("%s says nothing", event)
		}
	}
	for source, prefix := range m.Services {
		if iam.LookupService(prefix) == nil {
			t.Errorf("%s has the prefix %s, which no service has", source, prefix)
		}
	}
	for prefix := range m.Verbs {
		if iam.LookupService(prefix) == nil {
			t.Errorf("no service has the prefix %s", prefix)
		}
	}
}
