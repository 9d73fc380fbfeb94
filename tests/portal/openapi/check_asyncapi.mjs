// check_asyncapi.mjs PROGRAM: an independent parser reads the AsyncAPI document. Says what is wrong and where.
import { Parser } from "@asyncapi/parser";
import { print } from "./documents.mjs";

const text = print(process.argv[2], "--asyncapi");
const { document, diagnostics } = await new Parser().parse(text);
const wrong = diagnostics.filter((found) => found.severity <= 1);
for (const found of wrong)
  console.error(`${found.severity === 0 ? "error" : "warning"} ${found.code}: ${found.message} at ${found.path.join("/")}`);
if (!document || wrong.length) process.exit(1);
const channels = document.allChannels().all(), messages = document.allMessages().all();
const told = document.allOperations().all().flatMap((operation) => operation.messages().all());
console.log(`${channels.length} channels, ${messages.length} messages told ${told.length} times, AsyncAPI ${document.version()}: no complaint`);
const broken = (await new Parser().parse(text.replace('"#/channels/sales"', '"#/channels/none"'))).diagnostics;
process.exit(messages.length && told.length >= messages.length && broken.some((found) => found.severity === 0) ? 0 : 1);
