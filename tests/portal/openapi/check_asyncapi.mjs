// An independent checker on the AsyncAPI document: check_asyncapi.mjs FILE. Says what is wrong and where.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const text = readFileSync(process.argv[2], "utf8");
const { document, diagnostics } = await new Parser().parse(text);
const wrong = diagnostics.filter((found) => found.severity <= 1 && found.code !== "asyncapi-latest-version");
for (const found of wrong)
  console.error(`${found.severity === 0 ? "error" : "warning"} ${found.code}: ${found.message} at ${found.path.join("/")}`);
if (!document || wrong.length)
  process.exit(1);
const messages = document.allMessages().all();
console.log(`${document.allChannels().all().length} channels, ${messages.length} messages, ` +
  `AsyncAPI ${document.version()}: no complaint`);
process.exit(messages.length > 0 ? 0 : 1);
