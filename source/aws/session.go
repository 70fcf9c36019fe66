package aws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

const (
	attempts      = 6                // of one call
	longestWait   = 8 * time.Second  // between two attempts
	attemptTime   = 15 * time.Second // for one attempt
	callTime      = 2 * time.Minute  // for one call, with its repetitions and waiting
	callsInFlight = 64               // to all services together
)

// session is the reading of one account.
type session struct {
	opt       Options
	config    aws.Config
	account   string
	base      string // the account of the credentials given
	partition string
	regions   []string
	counts    *counts
	flights   chan struct{} // one element for each call on its way

	mu    sync.Mutex
	found int
}

// begin finds out who we are and where to read.
func begin(ctx context.Context, opt Options) (*session, error) {
	cfg, err := configuration(ctx, opt)
	if err != nil {
		return nil, &cloud.Error{What: "no configuration of AWS", Hint: "aws configure, or set AWS_PROFILE", Err: err}
	}
	s := &session{opt: opt, config: cfg, counts: newCounts(), flights: make(chan struct{}, callsInFlight), regions: opt.Regions}
	if len(s.regions) == 0 {
		if opt.AllRegions && cfg.Region == "" {
			s.config.Region, cfg.Region = homeRegion("", ""), homeRegion("", "")
		}
		if cfg.Region == "" {
			return nil, &cloud.Error{What: "no region is configured", Hint: "use --regions ap-northeast-2, --all-regions or set AWS_REGION"}
		}
		s.regions = []string{cfg.Region}
	}
	if s.config.Region == "" {
		s.config.Region = s.regions[0]
	}
	s.regions = slices.Compact(slices.Sorted(slices.Values(s.regions)))
	me, err := sts.NewFromConfig(s.configIn("sts", s.config.Region)).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}, func(o *sts.Options) { o.RetryMaxAttempts = 2 })
	if err != nil {
		return nil, stranger(err)
	}
	s.account = aws.ToString(me.Account)
	s.base = s.account
	s.partition = strings.Split(aws.ToString(me.Arn)+"::", ":")[1]
	if opt.AllRegions {
		if s.regions, err = s.enabledRegions(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// stranger says why AWS does not tell who we are.
func stranger(err error) error {
	f := classify(err)
	e := &cloud.Error{What: "AWS does not accept the credentials: " + f.why, Hint: "check them with: aws sts get-caller-identity", Err: ErrNothingRead}
	switch {
	case strings.Contains(err.Error(), "get credentials"): // the SDK has no type for it
		e.What, e.Hint = "no credentials of AWS were found, or they have expired", "aws configure, aws sso login, or set AWS_PROFILE"
	case f.unreachable:
		e.What, e.Hint = "AWS cannot be reached: "+f.why, "check the network, a proxy (HTTPS_PROXY), and AWS_ENDPOINT_URL if it is set"
	}
	return e
}

// configuration loads what the profile and the environment say.
func configuration(ctx context.Context, opt Options) (aws.Config, error) {
	if opt.Recorded != nil { // whatever this machine is configured for
		return aws.Config{HTTPClient: &http.Client{Transport: opt.Recorded}, Credentials: credentials.NewStaticCredentialsProvider("recorded", "recorded", "")}, nil
	}
	// A client of this kind takes AWS_CA_BUNDLE; a plain http.Client makes loading fail with it.
	client := awshttp.NewBuildableClient().WithTimeout(attemptTime).WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConnsPerHost = callsInFlight
	})
	options := []func(*config.LoadOptions) error{config.WithHTTPClient(client), config.WithLogger(logging.Nop{})} // errors are returned
	if opt.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(opt.Profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err == nil && opt.RoleARN != "" {
		cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), opt.RoleARN, func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName = "haechi"
		}))
	}
	return cfg, err
}

// configIn is the configuration for one service in one region: it has a pace of its own, that of
// AWS's quotas, slows down when it is throttled, and counts.
func (s *session) configIn(service, region string) aws.Config {
	cfg := s.config.Copy()
	cfg.Logger = logging.Nop{} // errors are returned
	if cfg.Region = region; region == "" {
		cfg.Region = homeRegion(s.partition, s.config.Region)
	}
	retryer := retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
		o.StandardOptions = append(o.StandardOptions, func(o *retry.StandardOptions) {
			o.MaxAttempts = attempts
			o.MaxBackoff = s.longestWait()
			o.RateLimiter = ratelimit.None
			o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(cutShort))
		})
	})
	cfg.Retryer = func() aws.Retryer { return retryer }
	cfg.APIOptions = append(slices.Clone(cfg.APIOptions), func(stack *middleware.Stack) error {
		if err := stack.Deserialize.Add(answered{}, middleware.After); err != nil {
			return err
		}
		return stack.Initialize.Add(&counter{session: s, service: service, region: region}, middleware.After)
	})
	return cfg
}

// longestWait is the longest time between two attempts. Recorded answers do not get better by waiting.
func (s *session) longestWait() time.Duration {
	if s.opt.Recorded != nil {
		return time.Millisecond
	}
	return longestWait
}

// cutShort asks again when an answer ended too early. A whole answer that cannot be read will not be
// better the next time.
func cutShort(err error) aws.Ternary {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// homeRegion is where the services of a partition are asked that are not in a region.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
func homeRegion(partition, configured string) string {
	switch partition {
	case "aws-cn":
		return "cn-northwest-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	case "aws", "":
		return "us-east-1"
	}
	return configured
}

func (s *session) place(in func(aws.Config) service, static service, region string, use []bool) *place {
	svc := in(s.configIn(static.name, region))
	return &place{account: s.account, region: region, partition: s.partition, regions: s.regions, svc: svc, use: use, queue: newQueue(),
		ids: map[string]bool{}, pending: map[string]pending{}, origins: map[string]*cloud.Origin{}, outcome: make([]outcome, len(svc.steps))}
}

func (s *session) report(p *place, done bool, found int) {
	if s.opt.Progress == nil {
		return
	}
	s.mu.Lock()
	s.found += found
	progress := Progress{Account: p.account, Region: p.region, Service: p.svc.name, Resources: s.found, Done: done}
	s.mu.Unlock()
	s.opt.Progress(progress)
}

// unlisted are the published types that no service here lists.
func unlisted(read map[string]bool) (types []string) {
	for _, typ := range slices.Concat(schema.Types(), schema.OwnTypes()) {
		if !read[typ] {
			types = append(types, typ)
		}
	}
	return types
}
