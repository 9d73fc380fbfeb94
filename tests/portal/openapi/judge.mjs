// What two independent checkers and our own rules say of an OpenAPI document: a list of complaints.
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";

export const operationsOf = (document) => Object.values(document.paths).flatMap((path) => Object.values(path));

export async function judge(text) {
  const document = JSON.parse(text);
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: {
      "no-ambiguous-paths": "off", // a part by name goes before one in braces: /customers/suggestions, /customers/{customerId}
      "operation-4xx-response": "off", // /healthz cannot be asked wrongly
      "operation-operationId-unique": "error",
      "path-parameters-defined": "error",
    },
  });
  const found = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
  const complaints = found.map((one) => `${one.severity} ${one.ruleId}: ${one.message} at ${one.location?.[0]?.pointer ?? ""}`);
  const judged = await new Validator().validate(document);
  if (!judged.valid) complaints.push(...[judged.errors].flat().map((one) => `schema: ${JSON.stringify(one)}`));
  return [...complaints, ...ownRules(document)];
}

// Everything says what it is for.
function ownRules(document) {
  const complaints = [];
  for (const operation of operationsOf(document)) {
    if (!operation.summary || !operation.description) complaints.push(`${operation.operationId} has no summary or description`);
    const answers = Object.keys(operation.responses ?? {});
    if (!answers.some((status) => /^2\d\d$/.test(status))) complaints.push(`${operation.operationId} never succeeds`);
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (!schema.description) complaints.push(`${name} has no description`);
    for (const [field, about] of Object.entries(schema.properties ?? {})) {
      if (!about.description) complaints.push(`${name}.${field} has no description`);
    }
  }
  return complaints;
}
