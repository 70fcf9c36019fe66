package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

func newSAM(s Streams) *cobra.Command {
	cmd := &cobra.Command{Use: "sam", Short: "Work with SAM templates", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newSAMTranslate(s))
	return cmd
}

func newSAMTranslate(s Streams) *cobra.Command {
	var region string
	var params []string
	var paramsFile string
	cmd := &cobra.Command{Use: "translate FILE", Short: "Print the CloudFormation template a SAM template becomes", Args: cobra.ExactArgs(1),
		Long: `Translate applies the transform AWS::Serverless-2016-10-31 as the service does, without calling it, and prints
CloudFormation JSON with the intrinsic functions kept. An invalid template gives exit code 2 and a message that
names the resource and the property.`,
		RunE: func(_ *cobra.Command, args []string) error {
			values, err := parameters(paramsFile, params)
			if err != nil {
				return err
			}
			return translate(s, args[0], region, values)
		}}
	cmd.Flags().StringVar(&region, "region", "us-east-1", "region, which decides the partition too")
	cmd.Flags().StringArrayVar(&params, "param", nil, "value of a template parameter, as Name=Value (may be repeated)")
	cmd.Flags().StringVar(&paramsFile, "params", "", "file with values of template parameters")
	return cmd
}

// samError writes each mistake of an invalid template in a line of its own.
func samError(err error) error {
	text := err.Error()
	var invalid *sam.InvalidTemplate
	if errors.As(err, &invalid) {
		text = fmt.Sprintf("Invalid Serverless Application Specification document. Number of errors found: %d.", len(invalid.Errors))
		for _, one := range invalid.Errors {
			text += "\n" + one.Error()
		}
	}
	if strings.Contains(text, "is not a valid S3 Uri") {
		text += "\n(the service takes packaged templates: translate what sam package writes)"
	}
	return errors.New(text)
}

func translate(s Streams, file, region string, values map[string]string) error {
	text, err := readInput(file)
	if err != nil {
		return err
	}
	template, err := syntax.Parse(&cloud.Origin{File: file}, text)
	if err != nil {
		return err
	}
	given := map[string]*cloud.Value{}
	for name, value := range values {
		given[name] = cloud.NewString(cloud.Pos{}, value)
	}
	out, err := sam.Transform(template, sam.Options{Region: region, Parameters: given})
	if err != nil {
		return samError(err)
	}
	compact, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("cannot print %s: %w", file, err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return fmt.Errorf("cannot print %s: %w", file, err)
	}
	b.WriteByte('\n')
	_, err = s.Out.Write(b.Bytes())
	return err
}
