const { S3Client, GetObjectCommand } = require("@aws-sdk/client-s3");
const { DynamoDBClient, UpdateItemCommand } = require("@aws-sdk/client-dynamodb");

const s3 = new S3Client({});
const db = new DynamoDBClient({});

exports.handler = async (event) => {
  for (const record of event.Records) {
    const Key = decodeURIComponent(record.s3.object.key.replace(/\+/g, " "));
    const object = await s3.send(new GetObjectCommand({ Bucket: record.s3.bucket.name, Key }));
    const invoice = JSON.parse(await object.Body.transformToString());
    await db.send(
      new UpdateItemCommand({
        TableName: process.env.TABLE,
        Key: { id: { S: invoice.order } },
        UpdateExpression: "SET invoice = :i",
        ExpressionAttributeValues: { ":i": { S: Key } },
      }),
    );
  }
};
