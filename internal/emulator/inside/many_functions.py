"""Many functions, each with its role, queue, permission and event source mapping, for measurements.

One function in four has a secret in its environment, a runtime out of support, a role that may do
too much or a permission for everybody, so that every tool has something to find.
"""

import base64
import io
import json
import zipfile

from moto.backends import get_backend

REGION = "ap-northeast-2"
RUNTIMES = ["python3.13", "nodejs22.x", "python3.8", "java21"]


def _policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **s} for s in statements]})


TRUST = _policy({"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})


def _code():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py"), "def handler(event, context):\n    return event\n")
    return base64.b64encode(buffer.getvalue()).decode()


CODE = _code()


def fill(account, number):
    number = int(number)
    for n in range(number):
        _one(account, n)
    kinds = ("IAM::Role", "SQS::Queue", "Lambda::Function", "Lambda::EventSourceMapping", "Lambda::Permission")
    return {"account": account, "resources": len(kinds) * number, "types": {"AWS::" + kind: number for kind in kinds}}


def _one(account, n):
    iam = get_backend("iam")[account]["aws"]
    functions = get_backend("lambda")[account][REGION]
    name, kind = f"service-{n:05}", n % 4

    iam.create_role(
        role_name=name, assume_role_policy_document=TRUST, path="/", permissions_boundary=None,
        description="", tags=[], max_session_duration="3600",
    )
    queue = get_backend("sqs")[account][REGION].create_queue(name, {}, VisibilityTimeout="30" if kind == 2 else "360")
    table = "*" if kind == 1 else f"arn:aws:dynamodb:{REGION}:{account}:table/{name}"
    iam.put_role_policy(
        name,
        "work",
        _policy(
            {"Action": "*" if n % 16 == 1 else ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": table},
            {"Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], "Resource": queue.queue_arn},
        ),
    )
    variables = {"TABLE": name, "LOG_LEVEL": "INFO"}
    if kind == 0:
        variables["DB_PASSWORD"] = f"made-up-password-{n}"
    functions.create_function(
        {
            "FunctionName": name, "Runtime": RUNTIMES[kind], "Role": f"arn:aws:iam::{account}:role/{name}",
            "Handler": "app.handler", "Code": {"ZipFile": CODE}, "Timeout": 60, "MemorySize": 256,
            "Environment": {"Variables": variables},
        }
    )
    functions.create_event_source_mapping({"FunctionName": name, "EventSourceArn": queue.queue_arn, "BatchSize": 10})
    caller = {"Principal": "*"}
    if n % 8 != 3:
        caller = {"Principal": "events.amazonaws.com", "SourceArn": f"arn:aws:events:{REGION}:{account}:rule/{name}"}
    functions.add_permission(name, None, json.dumps({"StatementId": "call", "Action": "lambda:InvokeFunction", **caller}))
