// check_pages.mjs PROGRAM [FOLDER]: the pages under /api/docs in Chromium, in both languages, at desktop and phone width:
// axe finds nothing, nothing is wider than the window, keyboard and try-it work, no error is on the console. Screenshots go
// to FOLDER if given.
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = { overview: "#/", department: "#/sales", row: "#/sales/sales_open_deal", page: "#/portal/portal_list_customers",
  schema: "#/schema/Customer", enum: "#/schema/Channel", schemas: "#/schemas", search: "#/search/deal%20stage", none: "#/nowhere" };
const folder = process.argv[3];
if (folder) mkdirSync(folder, { recursive: true });
const server = await serve(process.argv[2]);
const browser = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "payvand-docs-")), {
  executablePath: "/usr/bin/chromium", headless: true, bypassCSP: false,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"] });
const wrong = [];

async function open(hash, language, size, scheme = "light") {
  const page = await browser.newPage();
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: scheme });
  page.on("console", (message) => message.type() === "error" && wrong.push(`${hash}: console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`${hash}: ${error.message}`));
  await page.addInitScript((code) => localStorage.setItem("payvand.docs.language", code), language);
  await page.goto(`${server.address}/api/docs${hash}`);
  await page.locator("main h1").waitFor();
  await page.getByText("Mina").waitFor();
  return page;
}

async function look(name, hash, language, size, scheme) {
  const page = await open(hash, language, size, scheme);
  const where = `${name} ${language} ${size.width} ${scheme}`;
  assert.equal(await page.evaluate(() => document.documentElement.dir), language === "fa" ? "rtl" : "ltr");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) wrong.push(`${where}: ${wide} pixels too wide`);
  const session = await browser.newCDPSession(page); // not by a script element: the policy of the page forbids it
  await session.send("Runtime.evaluate", { expression: axe });
  const found = await page.evaluate(() => window.axe.run());
  for (const one of found.violations) wrong.push(`${where}: ${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 120)}`);
  if (folder) await page.screenshot({ path: join(folder, `${name}-${language}-${size.width}-${scheme}.png`) });
  await page.close();
}

for (const [name, hash] of Object.entries(pages)) {
  for (const language of ["en", "fa"]) {
    await look(name, hash, language, { width: 1440, height: 900 }, "light");
    await look(name, hash, language, { width: 390, height: 844 }, "dark");
  }
}

// By keyboard alone: search, go to the row, open it, send a request.
const page = await open("#/", "en", { width: 1440, height: 900 });
await page.keyboard.press("/");
await page.keyboard.type("win_deal");
await page.locator("main a.line").first().waitFor();
for (let i = 0; i < 40 && !(await page.evaluate(() => document.activeElement?.classList.contains("line"))); i++) await page.keyboard.press("Tab");
await page.keyboard.press("Enter");
await page.getByRole("heading", { level: 1, name: "Close a deal as won" }).waitFor();
assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
await page.locator("#try-sales_win_deal-path-dealId").fill("a b/c");
await page.locator("#try-sales_win_deal-body").fill('{"note": "<b>ok</b>"}');
await page.getByRole("button", { name: "Send" }).press("Enter");
const answer = page.locator(".answer pre").nth(1);
await answer.waitFor();
const told = JSON.parse(await answer.textContent());
assert.deepEqual([told.method, told.url, told.csrf, told.body],
  ["POST", "/api/v1/sales/deals/a%20b%2Fc/win", "token-of-mina", '{"note":"<b>ok</b>"}']);
await page.locator("#try-sales_win_deal-body").fill("{");
await page.getByRole("button", { name: "Send" }).press("Enter");
await page.locator(".answer .bad").waitFor();
// The language changes at once, where one is.
await page.getByRole("button", { name: "فارسی" }).press("Enter");
await page.getByRole("heading", { level: 2, name: "آزمودن" }).waitFor();

await browser.close();
server.close();
for (const one of wrong) console.error(one);
console.log(`${Object.keys(pages).length} pages, two languages, two widths: ${wrong.length} complaints`);
process.exit(wrong.length ? 1 : 0);
