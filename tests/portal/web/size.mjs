// What a browser loads before the first page shows anything: less than 400 KB gzipped without fonts; charts come when needed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_BYTES = 400 * 1024;
const folder = process.argv[2];
const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));

/** Files that a chunk needs before it runs. */
function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const other of chunk.imports ?? []) filesOf(other, seen);
  return seen;
}

const packed = (file) => gzipSync(readFileSync(join(folder, file)), { level: 6 }).length;
const sum = (files) => [...files].reduce((bytes, file) => bytes + packed(file), 0);
const shell = filesOf('index.html');
const shellBytes = sum(shell) + packed('index.html');
console.log(`shell: ${(shellBytes / 1024).toFixed(0)} KB gzipped in ${shell.size} files`);

let failed = shellBytes >= LIMIT_BYTES;
for (const key of Object.keys(manifest).filter((name) => /^src\/pages\/[^/]+\/index\.tsx$/.test(name))) {
  const files = [...filesOf(key)].filter((file) => !shell.has(file));
  console.log(`${key.split('/')[2].padEnd(12)} + ${(sum(files) / 1024).toFixed(0)} KB`);
}
if ([...shell].some((file) => /charts/.test(file))) {
  console.log('the shell loads the charts');
  failed = true;
}
process.exit(failed ? 1 : 0);
