// check_openapi.mjs PROGRAM: the OpenAPI document before independent checkers. Says what is wrong and where.
import { print } from "./documents.mjs";
import { judge, operationsOf } from "./judge.mjs";

const text = print(process.argv[2], "--openapi");
const complaints = await judge(text);
for (const one of complaints) console.error(one);
const document = JSON.parse(text);
console.log(`${operationsOf(document).length} operations, ${Object.keys(document.components.schemas).length} schemas, ` +
  `${text.length} bytes, OpenAPI ${document.openapi}: ${complaints.length} complaints`);
process.exit(complaints.length ? 1 : 0);
