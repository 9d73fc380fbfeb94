// Two independent checkers on the OpenAPI document: check_openapi.mjs FILE. Says what is wrong and where.
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";

const text = readFileSync(process.argv[2], "utf8");
const document = JSON.parse(text);

const config = await createConfig({
  extends: ["recommended-strict"],
  rules: {
    "no-ambiguous-paths": "off", // a part by name goes before one in braces: /customers/suggestions, /customers/{customerId}
    "no-server-example.com": "error",
    "operation-operationId-unique": "error",
    "operation-4xx-response": "off", // /healthz cannot be asked wrongly
    "path-parameters-defined": "error",
  },
});
const found = await lintFromString({ source: text, absoluteRef: process.argv[2], config });
for (const problem of found)
  console.error(`${problem.severity} ${problem.ruleId}: ${problem.message} at ${problem.location?.[0]?.pointer ?? ""}`);

const judged = await new Validator().validate(document);
if (!judged.valid)
  console.error(JSON.stringify(judged.errors, null, 2).slice(0, 4000));

const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
const ids = new Set(operations.map((operation) => operation.operationId));
if (ids.size !== operations.length)
  console.error("an operationId is there twice");
const undescribed = operations.filter((operation) => !operation.summary || !operation.description);
const silent = Object.entries(document.components.schemas).flatMap(([name, schema]) => [
  ...(schema.description ? [] : [name]),
  ...Object.entries(schema.properties ?? {}).filter(([, field]) => !field.description).map(([field]) => `${name}.${field}`),
]);
for (const name of silent)
  console.error(`${name} has no description`);
for (const operation of undescribed)
  console.error(`${operation.operationId} has no summary or no description`);

const good = found.length === 0 && judged.valid && ids.size === operations.length && !undescribed.length && !silent.length;
console.log(`${operations.length} operations, ${Object.keys(document.components.schemas).length} schemas, ` +
  `${text.length} bytes, OpenAPI ${document.openapi}: ${good ? "no complaint" : `${found.length} complaints`}`);
process.exit(good ? 0 : 1);
