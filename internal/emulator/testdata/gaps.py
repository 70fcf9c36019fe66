"""What moto does not do as AWS does, as questions: each function says whether its gap is still open.

Prints a list of the gaps, each with what was seen. A test fails when one closes: then what was
written around it, in the readers' tests and in docs/live.md, can be checked against moto after all.
"""

import json
import sys

from account import ACCOUNT, SEOUL, VIRGINIA, arn, client, policy, role_arn
from botocore.exceptions import ClientError
from market.functions import CODE

gaps = []


def gap(about):
    def register(question):
        gaps.append((about, question))
        return question

    return register


def function(name, **more):
    return client("lambda").create_function(
        FunctionName=name, Runtime="python3.13", Handler="app.handler", Role=role_arn("gaps"), Code={"ZipFile": CODE}, **more
    )


def prepare():
    client("iam").create_role(
        RoleName="gaps", AssumeRolePolicyDocument=policy({"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})
    )
    client("sqs").create_queue(QueueName="one")
    client("sqs").create_queue(QueueName="two")
    for name in ("one", "two"):
        function(name)
        client("s3").create_bucket(Bucket=f"gaps-{name}", CreateBucketConfiguration={"LocationConstraint": SEOUL})
        client("kms").create_key(Description=name)
        client("ssm").put_parameter(Name=name, Type="String", Value="x")
    client("lambda").publish_version(FunctionName="one")
    client("lambda").create_alias(FunctionName="one", Name="live", FunctionVersion="1")


# What is accepted and forgotten.


def dropped(name, key, value):
    @gap(f"lambda:CreateFunction drops {key}")
    def question():
        function(name, **{key: value})
        got = client("lambda").get_function_configuration(FunctionName=name).get(key)
        return got != value and not (isinstance(got, dict) and value.items() <= got.items()), got


dropped("kms", "KMSKeyArn", f"arn:aws:kms:{SEOUL}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555")
dropped("dlq", "DeadLetterConfig", {"TargetArn": f"arn:aws:sqs:{SEOUL}:{ACCOUNT}:one"})
dropped("logging", "LoggingConfig", {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "WARN"})
dropped("snap", "SnapStart", {"ApplyOn": "PublishedVersions"})


@gap("lambda:UpdateFunctionConfiguration drops TracingConfig")
def _():
    function("tracing")
    client("lambda").update_function_configuration(FunctionName="tracing", TracingConfig={"Mode": "Active"})
    got = client("lambda").get_function_configuration(FunctionName="tracing").get("TracingConfig")
    return got != {"Mode": "Active"}, got


@gap("lambda:AddPermission keeps the id of an account, which AWS writes as an ARN")
def _():
    client("lambda").add_permission(FunctionName="two", StatementId="account", Action="lambda:InvokeFunction", Principal="210987654321")
    got = json.loads(client("lambda").get_policy(FunctionName="two")["Policy"])["Statement"][0]["Principal"]
    return got != {"AWS": "arn:aws:iam::210987654321:root"}, got


@gap("lambda:GetPolicy of an alias is that of the function")
def _():
    client("lambda").add_permission(FunctionName="one", Qualifier="live", StatementId="alias", Action="lambda:InvokeFunction", Principal=ACCOUNT)
    try:
        got = client("lambda").get_policy(FunctionName="one")["Policy"]
    except ClientError:
        got = ""
    return '"alias"' in got, got


@gap("kms:GetKeyRotationStatus does not tell the period")
def _():
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    client("kms").enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    got = client("kms").get_key_rotation_status(KeyId=key)
    return got.get("RotationPeriodInDays") != 180, got.get("RotationPeriodInDays")


@gap("s3:GetBucketPolicyStatus does not judge the policy")
def _():
    client("s3").put_bucket_policy(Bucket="gaps-one", Policy=policy({"Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::gaps-one/*"}))
    try:
        got = client("s3").get_bucket_policy_status(Bucket="gaps-one").get("PolicyStatus", {})
    except Exception as problem:
        got = type(problem).__name__
    return not (isinstance(got, dict) and got.get("IsPublic") is True), got


@gap("guardduty:GetDetector does not tell the features that are off")
def _():
    detector = client("guardduty").create_detector(Enable=True, Features=[{"Name": "LAMBDA_NETWORK_LOGS", "Status": "ENABLED"}])["DetectorId"]
    got = client("guardduty").get_detector(DetectorId=detector).get("Features")
    return "S3_DATA_EVENTS" not in [f["Name"] for f in got], got


# What is not there at all: HTML or an error of the server instead of an answer.


def missing(service, operation, region=SEOUL, **arguments):
    @gap(f"{service}:{operation} is not implemented")
    def question():
        try:
            answer = getattr(client(service, region), operation)(**arguments)
            answer.pop("ResponseMetadata", None)
            return False, answer
        except ClientError as problem:
            status = problem.response["ResponseMetadata"]["HTTPStatusCode"]
            code = problem.response["Error"]["Code"]
            return status >= 500 or code in ("404", "405", "NotImplemented", "UnknownOperationException"), f"{status} {code}"[:80]
        except Exception as problem:
            return True, type(problem).__name__


missing("lambda", "list_code_signing_configs")
missing("lambda", "list_function_url_configs", FunctionName="one")
missing("lambda", "get_runtime_management_config", FunctionName="one")
missing("lambda", "get_function_recursion_config", FunctionName="one")
missing("lambda", "get_account_settings")
missing("lambda", "put_provisioned_concurrency_config", FunctionName="one", Qualifier="live", ProvisionedConcurrentExecutions=1)
missing("apigatewayv2", "get_authorizers", ApiId=client("apigatewayv2").create_api(Name="a", ProtocolType="HTTP")["ApiId"])
missing("securityhub", "get_enabled_standards")
missing("accessanalyzer", "list_analyzers")
missing("wafv2", "list_resources_for_web_acl", WebACLArn=arn("wafv2", "regional/webacl/a/b"))
missing("cloudwatch", "put_composite_alarm", AlarmName="both", AlarmRule="ALARM(one)")
missing("logs", "get_data_protection_policy", logGroupIdentifier="one")


@gap("cloudfront:GetDistributionConfig forgets that an origin is a bucket without an identity")
def _():
    made = client("cloudfront", VIRGINIA).create_distribution(
        DistributionConfig={
            "CallerReference": "gaps", "Comment": "", "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [{"Id": "o", "DomainName": "gaps-one.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}]},
            "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only", "MinTTL": 0, "ForwardedValues": {"QueryString": True, "Cookies": {"Forward": "none"}}},
        }
    )["Distribution"]["Id"]
    origin = client("cloudfront", VIRGINIA).get_distribution_config(Id=made)["DistributionConfig"]["Origins"]["Items"][0]
    return "S3OriginConfig" not in origin, sorted(origin)


# Page sizes that make no difference.


def one_page(service, operation, size, key, **arguments):
    @gap(f"{service}:{operation} ignores the size of pages")
    def question():
        got = len(getattr(client(service), operation)(**{size: 1}, **arguments)[key])
        return got > 1, got


one_page("lambda", "list_functions", "MaxItems", "Functions")
one_page("kms", "list_keys", "Limit", "Keys")
one_page("ssm", "describe_parameters", "MaxResults", "Parameters")
one_page("sqs", "list_queues", "MaxResults", "QueueUrls")


# What it falls over.


@gap("kms:ScheduleKeyDeletion does not take an ARN")
def _():
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    try:
        return False, client("kms").schedule_key_deletion(KeyId=key)["KeyState"]
    except ClientError as problem:
        return True, problem.response["ResponseMetadata"]["HTTPStatusCode"]


@gap('s3:PutBucketLogging does not read "Principal": "*"')
def _():
    client("s3").put_bucket_policy(Bucket="gaps-two", Policy=policy({"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::gaps-two/*"}))
    try:
        client("s3").put_bucket_logging(Bucket="gaps-one", BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "gaps-two", "TargetPrefix": ""}})
        return False, "no error"
    except ClientError as problem:
        status = problem.response["ResponseMetadata"]["HTTPStatusCode"]
        return status >= 500, status


def main():
    prepare()
    answers = []
    for about, question in gaps:
        try:
            still, seen = question()
        except Exception as problem:
            still, seen = None, f"the question failed: {problem}"
        answers.append({"about": about, "open": still, "seen": json.loads(json.dumps(seen, default=str))})
    json.dump(answers, sys.stdout, ensure_ascii=False)


main()
