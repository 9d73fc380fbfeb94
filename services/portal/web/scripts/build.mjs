// Builds the application into a folder: node scripts/build.mjs <folder>. Installs the packages when the lock file changed, and
// puts a .gz beside each file that gains by it.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const web = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const target = resolve(process.argv[2] ?? join(web, 'dist'));
const run = (command, words) => execFileSync(command, words, { cwd: web, stdio: ['ignore', 'inherit', 'inherit'] });

function install() {
  const lock = createHash('sha256').update(readFileSync(join(web, 'package-lock.json'))).digest('hex');
  const stamp = join(web, 'node_modules/.payvand-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  run('npm', ['ci', '--no-fund', '--no-audit', '--ignore-scripts']);
  writeFileSync(stamp, lock);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]);
}

function compress(folder) {
  for (const file of filesBelow(folder)) {
    if (!['.js', '.css', '.html', '.svg', '.json'].includes(extname(file)) || statSync(file).size < 1024) continue;
    const packed = gzipSync(readFileSync(file), { level: 9 });
    if (packed.length < statSync(file).size * 0.9) writeFileSync(`${file}.gz`, packed);
  }
}

install();
if (!process.argv.includes('--install')) {
  // built beside and moved into place: whoever serves the folder never sees half of it
  const fresh = `${target}.new`;
  mkdirSync(dirname(target), { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  run(process.execPath, [join(web, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir']);
  compress(fresh);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}
