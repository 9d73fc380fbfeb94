// check_faults.mjs PROGRAM: the checkers complain of each fault that is put into the document on purpose.
import { print } from "./documents.mjs";
import { judge } from "./judge.mjs";

const text = print(process.argv[2], "--openapi");
const faults = {
  "a path without its parameter": (document) => { document.paths["/api/v1/sales/deals/{dealId}/win"].post.parameters.shift(); },
  "a reference to nothing": (document) => { document.components.schemas["sales.Deal"].properties.value.$ref = "#/components/schemas/None"; },
  "an operation without answers": (document) => { delete document.paths["/api/v1/sales/deals"].post.responses; },
  "an operationId given twice": (document) => { document.paths["/api/v1/sales/deals"].post.operationId = "sales_list_deals"; },
  "an unknown security scheme": (document) => { document.paths["/api/v1/sales/deals"].post.security = [{ none: [] }]; },
  "a wrong type of schema": (document) => { document.components.schemas["sales.Deal"].type = "record"; },
  "a field without a comment": (document) => { delete document.components.schemas["sales.Deal"].properties.number.description; },
};
let unseen = 0;
for (const [name, put] of Object.entries(faults)) {
  const document = JSON.parse(text);
  put(document);
  const complaints = await judge(JSON.stringify(document));
  console.log(`${name}: ${complaints[0] ?? "NOT SEEN"}`);
  unseen += complaints.length === 0;
}
process.exit(unseen ? 1 : 0);
