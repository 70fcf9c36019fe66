"""Makes operations.json: how the operations that read an account look on the wire.

From the service models of botocore (Apache-2.0), the version that requirements.txt of the emulator
pins. Each operation has its method and path (REST protocols) and, when it gives its answer in
pages, the names on the wire of its token and of the lists in its answer.
"""

import json
import re
import sys

import botocore.session

SERVICES = """
    accessanalyzer acm apigateway apigatewayv2 application-autoscaling appsync athena autoscaling backup batch budgets
    ce cloudcontrol cloudformation cloudfront cloudtrail cloudwatch codebuild codepipeline cognito-identity cognito-idp
    config dax dms docdb dynamodb dynamodbstreams ec2 ecr ecr-public ecs efs eks elasticache elbv2 events firehose
    guardduty iam identitystore inspector2 kafka kinesis kms lambda logs macie2 mq network-firewall opensearch
    organizations pipes ram rds redshift resource-explorer-2 resourcegroupstaggingapi route53 route53domains s3 s3control
    scheduler schemas secretsmanager securityhub service-quotas sns sqs ssm sso-admin stepfunctions sts synthetics
    wafv2 xray
""".split()

READS = re.compile("^(Assume|BatchGet|Check|Describe|Filter|Generate|Get|Head|List|Lookup|Query|Search|Select|Simulate|Test|View)")
SIMPLE = re.compile(r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$")

XML = {"query", "ec2", "rest-xml"}

session = botocore.session.Session()


def main():
    services = {}
    for name in SERVICES:
        model = session.get_service_model(name)
        try:
            pages = session.get_paginator_model(name)._paginator_config
        except Exception:
            pages = {}
        operations = {}
        for operation in model.operation_names:
            if READS.match(operation):
                operations[operation] = describe(model, model.operation_model(operation), pages.get(operation))
        about = model.metadata
        services[name] = {
            "protocol": about["protocol"],
            "signing": about.get("signingName", about["endpointPrefix"]),
            "target": about.get("targetPrefix", ""),
            "operations": operations,
        }
    lines = []
    for name, service in services.items():
        operations = service.pop("operations")
        inner = ",\n".join(f"{json.dumps(o)}:{json.dumps(d, separators=(',', ':'))}" for o, d in operations.items())
        lines.append(f"{json.dumps(name)}:{json.dumps(service, separators=(',', ':'))[:-1]},\"operations\":{{\n{inner}}}}}")
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


def describe(model, operation, page):
    out = {}
    if model.metadata["protocol"].startswith("rest"):
        out = {"method": operation.http["method"], "path": operation.http["requestUri"]}
    try:
        page = page or guess(operation)
        if page:
            out["page"] = wire(model, operation, page)
    except (KeyError, LookupError):
        pass
    return out


def guess(operation):
    """A page of an operation that botocore does not page: a token goes in and out, with one list."""
    if not operation.input_shape or not operation.output_shape:
        return None
    given, told = operation.input_shape.members, operation.output_shape.members
    lists = [name for name, shape in told.items() if shape.type_name == "list"]
    for into, out in (("NextToken", "NextToken"), ("nextToken", "nextToken"), ("NextMarker", "NextMarker"), ("Marker", "NextMarker"), ("Marker", "Marker")):
        if into in given and out in told and len(lists) == 1:
            return {"input_token": into, "output_token": out, "result_key": lists[0]}
    return None


def wire(model, operation, page):
    token, output = page["input_token"], page["output_token"]
    results = page["result_key"]
    results = results if isinstance(results, list) else [results]
    if not isinstance(token, str) or not isinstance(output, str) or not all(SIMPLE.match(p) for p in (output, *results)):
        raise LookupError
    shape = operation.input_shape.members[token]
    protocol = model.metadata["protocol"]
    protocols = model.metadata.get("protocols", [protocol])
    place = shape.serialization.get("location", "body")
    name = shape.serialization.get("name", token)
    if protocol == "ec2":
        name = shape.serialization.get("queryName", name[:1].upper() + name[1:])
    described = {"in": name, "at": place, "out": names(operation, output)[0], "lists": []}
    if "more_results" in page and SIMPLE.match(page["more_results"]):
        described["more"] = names(operation, page["more_results"])[0]
    for key in results:
        path, shape = names(operation, key)
        if shape.type_name != "list":
            raise LookupError
        if not XML & set(protocols):
            item = ""
        elif shape.serialization.get("flattened"):
            item, path = "", path[:-1] + [shape.member.serialization.get("name", path[-1])]
        else:
            item = shape.member.serialization.get("name", "member")
        described["lists"].append({"path": path, **({"item": item} if item else {})})
    if "query" in protocols:
        wrapper = operation.output_shape.serialization.get("resultWrapper", operation.name + "Result")
        described["wrapper"] = wrapper
    return described


def names(operation, key):
    """The names on the wire of a path of members, and the last one's shape."""
    shape, path = operation.output_shape, []
    payload = shape.serialization.get("payload")
    for part in key.split("."):
        shape = shape.members[part]
        if part != payload:
            path.append(shape.serialization.get("name", part))
    return path, shape


main()
