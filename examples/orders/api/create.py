import json
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
queue = boto3.client("sqs")


def masked(event):
    # Mistake: only the outermost keys are masked; event["headers"]["Authorization"] is logged.
    return {k: "***" if k.lower() in ("password", "token", "authorization") else v for k, v in event.items()}


def handler(event, context):
    print(json.dumps(masked(event)))
    order = json.loads(event["body"]) | {"id": str(uuid.uuid4()), "state": "new"}
    table.put_item(Item=order)
    queue.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps({"order": order["id"]}))
    return {"statusCode": 202, "body": json.dumps({"id": order["id"]})}
