"""Asks by boto3 what its arguments say, "region/service:operation", each at the address that an
argument before it named. Prints a list: all pages of an answer as one, or the error as botocore
understood it."""

import json
import sys

import account
from botocore.exceptions import ClientError


def ask(question):
    region, _, call = question.partition("/")
    call, _, arguments = call.partition(" ")
    service, operation = call.split(":")
    client = account.client(service, region)
    arguments = json.loads(arguments or "{}")
    try:
        if client.can_paginate(operation):
            answer = client.get_paginator(operation).paginate(**arguments).build_full_result()
        else:
            answer = getattr(client, operation)(**arguments)
        answer.pop("ResponseMetadata", None)
        return answer
    except ClientError as problem:
        return {"code": problem.response["Error"]["Code"], "status": problem.response["ResponseMetadata"]["HTTPStatusCode"]}
    except Exception as problem:
        return {"exception": type(problem).__name__}


answers = []
for argument in sys.argv[1:]:
    if argument.startswith("http:"):
        account.ENDPOINT = argument
        account.client.cache_clear()
    else:
        answers.append(ask(argument))
print(json.dumps(answers, default=str, sort_keys=True))
