// Reads proto/payvand/**.proto and every service.def and writes src/api/generated: TypeScript types of all messages and the
// rows (method, path, role, question and answer) of all departments. `node scripts/describe.mjs --check` only compares.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
const out = resolve(here, '../src/api/generated');
const departments = ['sales', 'marketing', 'support', 'loyalty', 'analytics', 'portal'];

/* ---- the .proto files ---- */

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .filter((name) => name.endsWith('.proto'))
    .sort();
}

const packages = new Map(); // package → { messages: Map, enums: Map }

function packageOf(name) {
  if (!packages.has(name)) packages.set(name, { messages: new Map(), enums: new Map() });
  return packages.get(name);
}

function readProto(path) {
  let current = null; // the package
  let comment = [];
  const open = []; // what the braces belong to
  for (const raw of readFileSync(path, 'utf8').split('\n')) {
    const line = raw.trim();
    let match;
    if (line.startsWith('//')) {
      comment.push(line.slice(2).trim());
      continue;
    }
    const text = comment.join(' ');
    if ((match = /^package ([\w.]+);/.exec(line))) current = packageOf(match[1]);
    else if ((match = /^message (\w+) \{(\s*\})?/.exec(line))) {
      const message = { text, fields: [] };
      current.messages.set(match[1], message);
      if (!match[2]) open.push(message);
    } else if ((match = /^enum (\w+) \{/.exec(line))) {
      const list = { text, values: [] };
      current.enums.set(match[1], list);
      open.push(list);
    } else if (/^(extend|service) /.test(line)) open.push({ fields: [] });
    else if (line === '}') open.pop();
    else if ((match = /^(optional|repeated) ([\w.]+) (\w+) = \d+/.exec(line)) && open.length) {
      open[open.length - 1].fields?.push({ text, repeated: match[1] === 'repeated', type: match[2], name: match[3] });
    } else if ((match = /^(\w+) = \d+/.exec(line)) && open.length && open[open.length - 1].values) {
      open[open.length - 1].values.push({ text, name: match[1] });
    }
    if (line) comment = [];
    else if (open.length === 0) comment = [];
  }
}

const scalars = {
  string: 'string', bool: 'boolean', bytes: 'string',
  int32: 'number', uint32: 'number', sint32: 'number', fixed32: 'number', sfixed32: 'number', double: 'number', float: 'number',
  int64: 'Int64', uint64: 'Int64', sint64: 'Int64', fixed64: 'Int64', sfixed64: 'Int64',
};

const shortName = (name) => (name === 'payvand' ? 'pv' : name.replace(/^payvand\./, '').replace(/\./g, '_'));
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => name.replace(/(^|_)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase());

function resolveType(name, from) {
  for (let scope = from; ; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
    const full = scope ? `${scope}.${name}` : name;
    const dot = full.lastIndexOf('.');
    const found = packages.get(full.slice(0, dot));
    const short = full.slice(dot + 1);
    if (found && (found.messages.has(short) || found.enums.has(short))) return { package: full.slice(0, dot), name: short };
    if (!scope) return null;
  }
}

function writePackage(name, content) {
  const used = new Set();
  const lines = [];
  const doc = (text, indent = '') => text && lines.push(`${indent}/** ${text.replace(/\*\//g, '* /')} */`);
  for (const [title, list] of content.enums) {
    doc(list.text);
    lines.push(`export const ${title}Values = [${list.values.filter((value) => !/_UNSPECIFIED$/.test(value.name)).map((value) => `'${value.name}'`).join(', ')}] as const;`);
    lines.push(`export type ${title} = ${list.values.map((value) => `'${value.name}'`).join(' | ')};`, '');
  }
  for (const [title, message] of content.messages) {
    doc(message.text);
    if (message.fields.length === 0) lines.push(`export type ${title} = Record<string, never>;`, '');
    else {
      lines.push(`export interface ${title} {`);
      for (const field of message.fields) {
        let type = scalars[field.type];
        if (!type) {
          const target = resolveType(field.type, name);
          if (!target) throw new Error(`${name}.${title}.${field.name}: no type ${field.type}`);
          type = target.name;
          if (target.package !== name) {
            used.add(target.package);
            type = `${shortName(target.package)}.${target.name}`;
          }
        } else if (type === 'Int64' && !/^payvand$/.test(name)) used.add('int64');
        doc(field.text, '  ');
        lines.push(`  ${camel(field.name)}?: ${type}${field.repeated ? '[]' : ''};`);
      }
      lines.push('}', '');
    }
  }
  const head = [`// Messages of ${name}. Written by scripts/describe.mjs from the .proto files.`];
  if (name === 'payvand') head.push('', '/** 64-bit integers travel as text. */', 'export type Int64 = string;');
  if (used.delete('int64')) head.push("import type { Int64 } from './pv';");
  for (const other of [...used].sort()) head.push(`import type * as ${shortName(other)} from './${shortName(other)}';`);
  return `${head.join('\n')}\n\n${lines.join('\n').trim()}\n`;
}

/* ---- the service.def files ---- */

// What every department answers about itself.
const own = [
  { kind: 'query', name: 'list_parked', method: 'GET', path: '/parked', role: 'ADMINISTRATOR', text: 'List the events that are parked', ask: 'ListParked', answer: 'ParkedPage', package: 'payvand' },
  { kind: 'command', name: 'release_parked', method: 'POST', path: '/parked/{number}/release', role: 'ADMINISTRATOR', text: 'Let a parked event go, or drop it', ask: 'ReleaseParked', answer: null, package: 'payvand' },
];

function readDefinition(file, scope) {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/"\s*\n\s*"/g, '');
  const rows = [];
  let current = scope;
  const pattern = /#include "([^"]+)"|#define PV_PACKAGE (\w+)|#pragma pop_macro\("PV_PACKAGE"\)|\b(COMMAND|QUERY)\(\s*(\w+)\s*,\s*(\w+)\s*,\s*"([^"]+)"\s*,\s*(?:ROLE_)?(\w+)\s*,\s*"((?:[^"\\]|\\.)*)"\s*\)/g;
  for (let match; (match = pattern.exec(text)); ) {
    if (match[1]) rows.push(...(match[1].endsWith('.def') ? readDefinition(join(root, 'services', match[1]), current) : []));
    else if (match[2]) current = match[2] === 'pv' ? 'payvand' : `payvand.${match[2]}`;
    else if (!match[3]) current = scope;
    else {
      const [method, path] = match[6].split(/\s+/);
      rows.push({
        kind: match[3].toLowerCase(), name: match[4], method, path, role: match[7], text: match[8],
        ask: pascal(match[4]), answer: pascal(match[5]), package: current,
      });
    }
  }
  return rows;
}

function typeOf(name, scope) {
  const target = resolveType(name, scope);
  if (!target) return null;
  return `${shortName(target.package)}.${target.name}`;
}

function writeRows() {
  const types = [];
  const routes = [];
  const used = new Set();
  for (const department of departments) {
    const rows = [...readDefinition(join(root, 'services', department, 'service.def'), `payvand.${department}`), ...own];
    types.push(`  ${department}: {`);
    routes.push(`  ${department}: {`);
    for (const row of rows) {
      if (row.role === 'PORTAL' || row.role === 'OPERATOR' || row.role === 'WORKER') continue; // no person may use them
      const ask = typeOf(row.ask, row.package);
      const answer = row.answer ? typeOf(row.answer, row.package) : 'Record<string, never>';
      if (!ask || !answer) {
        console.error(`${department}.${row.name}: no message ${ask ? row.answer : row.ask}; left out`);
        continue;
      }
      used.add(ask.split('.')[0]);
      if (row.answer) used.add(answer.split('.')[0]);
      types.push(`    /** ${row.text} */`, `    ${row.name}: { kind: '${row.kind}'; ask: ${ask}; answer: ${answer} };`);
      routes.push(`    ${row.name}: ['${row.method}', '${row.path}', '${row.role.toLowerCase()}'],`);
    }
    types.push('  };');
    routes.push('  },');
  }
  const head = [
    '// Rows of all departments. Written by scripts/describe.mjs from the service.def files.',
    ...[...used].sort().map((name) => `import type * as ${name} from './${name}';`),
  ];
  return `${head.join('\n')}

/** What each row is asked with and answers. */
export interface Rows {
${types.join('\n')}
}

/** Method, path and role of each row. */
export const routes = {
${routes.join('\n')}
} as const;
`;
}

for (const file of filesBelow(join(root, 'proto/payvand'))) readProto(file);
const written = new Map([...packages].map(([name, content]) => [`${shortName(name)}.ts`, writePackage(name, content)]));
written.set('rows.ts', writeRows());

let differs = false;
mkdirSync(out, { recursive: true });
for (const [name, text] of written) {
  const path = join(out, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  differs = true;
  if (process.argv.includes('--check')) console.error(`${relative(root, path)} is not what the .proto and .def files say: npm run describe`);
  else writeFileSync(path, text);
}
if (differs && process.argv.includes('--check')) process.exit(1);
