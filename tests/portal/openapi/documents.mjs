// The documents as the program prints them.
import { execFileSync } from "node:child_process";

export function print(program, which) {
  return execFileSync(program, [which], { encoding: "utf8", maxBuffer: 64 << 20 });
}
