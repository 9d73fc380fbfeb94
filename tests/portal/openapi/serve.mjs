// A server on loopback with the pages and the document of the program, and two rows that answer what they were asked.
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";

const policy = "default-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", json: "application/json" };

// Gives the address, and close().
export async function serve(program) {
  const printed = new Map();
  const print = (...words) => {
    const key = words.join(" ");
    if (!printed.has(key)) printed.set(key, execFileSync(program, words, { maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "ignore"] }));
    return printed.get(key);
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const path = request.url.split("?")[0];
    const answer = (status, type, content) =>
      response.writeHead(status, { "Content-Type": type, "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff" }).end(content);
    if (path === "/api/v1/session") return answer(200, "application/json", JSON.stringify({ user: "mina", name: "Mina", csrf: "token-of-mina", roles: [] }));
    if (path.startsWith("/api/v1/")) {
      const asked = { method: request.method, url: request.url, csrf: request.headers["x-csrf-token"] ?? null, body };
      return answer(200, "application/json", JSON.stringify(asked));
    }
    try {
      const content = path === "/api/openapi.json" ? print("--openapi") : print("--page", path);
      return answer(200, `${types[path.split(".").pop()] ?? "text/html"}; charset=utf-8`, content);
    } catch {
      return answer(404, "text/plain", "no such page");
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
