// The pages of the interface: departments, rows, schemas, search. Everything shown comes from /api/openapi.json.
import { code, h, prose } from './html.js';
import { fieldsOf, nameOf, schemaLink, setSchemas, typeOf } from './schema.js';
import { setCsrf, tryForm } from './try.js';
import { isPersian, setLanguage, word } from './words.js';

const $ = (id) => document.getElementById(id);
let api = null;
let operations = []; // {id, tag, method, path, operation, parameters, words}
let person = null;

const title = (tag) => word(tag);
const pageOf = (entry) => `#/${entry.tag}/${entry.id}`;

/* ---- reading the document ---- */

function read(document) {
  api = document;
  setSchemas(api.components.schemas);
  operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => {
    const parameters = (operation.parameters ?? []).map((one) => (one.$ref ? api.components.parameters[nameOf(one)] : one));
    const words = [operation.operationId, path, operation.summary, operation.description, operation['x-role'],
      ...parameters.map((one) => one.name)].join(' ').toLowerCase();
    return { id: operation.operationId, tag: operation.tags[0], method, path, operation, parameters, words };
  }));
}

/* ---- parts ---- */

const method = (name) => h('span', { class: `method ${name}`, dir: 'ltr' }, name.toUpperCase());
const address = (path) => h('span', { class: 'path', dir: 'ltr' }, path.split(/(\{[^}]*\})/).map((part) => (part.startsWith('{') ? h('b', null, part) : part)));
const roleOf = (operation) => operation['x-role'] && h('span', { class: 'tag role' }, `${word('role')}: `, code(operation['x-role']));

const line = (entry) => h('li', null, h('a', { href: pageOf(entry), class: 'line' },
  method(entry.method), address(entry.path.replace('/api/v1', '')), h('span', { class: 'summary', lang: 'en', dir: 'ltr' }, entry.operation.summary)));

const heading = (text, ...more) => h('h1', { tabindex: '-1' }, text, ...more);

function parameterTable(key, list) {
  return h('div', { class: 'scroll', dir: 'ltr', tabindex: '0', role: 'region', 'aria-label': word(key) }, h('table', null,
    h('thead', null, h('tr', null, ['name', 'place', 'type', 'meaning'].map((key) => h('th', { scope: 'col' }, word(key))))),
    h('tbody', null, list.map((one) => h('tr', null,
      h('th', { scope: 'row' }, code(one.name), one.required && h('span', { class: 'tag need' }, word('needed'))),
      h('td', null, code(one.in)), h('td', null, typeOf(one.schema)),
      h('td', { lang: 'en', dir: 'ltr' }, one.description ?? ''))))));
}

function answers(operation) {
  return h('ul', { class: 'answers', dir: 'ltr' }, Object.entries(operation.responses).map(([status, given]) => {
    const answer = given.$ref ? api.components.responses[nameOf(given)] : given;
    const schema = Object.values(answer.content ?? {})[0]?.schema;
    const headers = Object.keys(answer.headers ?? {});
    return h('li', null, h('span', { class: `status s${status[0]}`, dir: 'ltr' }, status), ' ',
      h('span', { lang: 'en', dir: 'ltr' }, answer.description), ' ', schema?.$ref && schemaLink(nameOf(schema)),
      headers.length > 0 && h('span', { class: 'muted' }, ' ', headers.map((name) => code(name)).flatMap((one) => [one, ' '])));
  }));
}

/* ---- pages ---- */

function overview() {
  const links = [['/api/openapi.json', 'OpenAPI 3.1'], ['/api/asyncapi.json', 'AsyncAPI 3']];
  return [heading(word('overview')), prose(api.info.description),
    h('div', { class: 'cards' }, api.tags.map((tag) => h('a', { class: 'card', href: `#/${tag.name}` },
      h('strong', null, title(tag.name)),
      h('span', { class: 'muted' }, word('rows', operations.filter((entry) => entry.tag === tag.name).length))))),
    h('h2', null, word('documents')),
    h('p', null, links.flatMap(([href, text]) => [h('a', { href }, text), ' · ']).slice(0, -1))];
}

function department(name) {
  const tag = api.tags.find((one) => one.name === name);
  const own = operations.filter((entry) => entry.tag === name);
  const group = (key, list) => list.length > 0 && h('section', null, h('h2', null, word(key)), h('ul', { class: 'lines', dir: 'ltr' }, list.map(line)));
  const [about, problems] = tag.description.split(' Its problems:\n');
  return [heading(title(name)), prose(about),
    group('commands', own.filter((entry) => entry.operation['x-kind'] === 'command')),
    group('queries', own.filter((entry) => entry.operation['x-kind'] === 'query')),
    group('others', own.filter((entry) => !entry.operation['x-kind'])),
    problems && h('details', { class: 'problems' }, h('summary', null, word('problems')), prose(problems))];
}

function row(entry) {
  const { operation, parameters } = entry;
  const plain = parameters.filter((one) => one.in !== 'header'), headers = parameters.filter((one) => one.in === 'header');
  const asked = operation.requestBody?.content?.['application/json']?.schema;
  const answered = operation.responses[200]?.content?.['application/json']?.schema;
  const section = (key, ...content) => h('section', null, h('h2', null, word(key)), content);
  return [h('p', { class: 'crumb' }, h('a', { href: `#/${entry.tag}` }, title(entry.tag))),
    h('h1', { tabindex: '-1', lang: 'en', dir: 'ltr' }, operation.summary),
    h('p', { class: 'signature', dir: 'ltr' }, method(entry.method), ' ', address(entry.path)),
    h('p', null, roleOf(operation)), prose(operation.description),
    plain.length > 0 && section('parameters', parameterTable('parameters', plain)),
    headers.length > 0 && section('headers', parameterTable('headers', headers)),
    asked && section('body', asked.$ref && h('p', null, schemaLink(nameOf(asked))), fieldsOf(asked)),
    section('answers', answers(operation)),
    answered && section('answerBody', answered.$ref && h('p', null, schemaLink(nameOf(answered))), fieldsOf(answered)),
    section('tryIt', tryForm(`try-${entry.id}`, entry.method, entry.path, operation, parameters))];
}

const uses = (entry, name) => JSON.stringify([entry.operation.requestBody, entry.operation.responses[200]]).includes(`/schemas/${name}"`);

function schema(name) {
  const whole = api.components.schemas[name];
  const used = operations.filter((entry) => uses(entry, name));
  return [h('p', { class: 'crumb' }, h('a', { href: '#/schemas' }, word('schemas'))),
    h('h1', { tabindex: '-1', dir: 'ltr' }, name), prose(whole.enum ? whole.description.split('\n')[0] : whole.description),
    fieldsOf({ $ref: `#/components/schemas/${name}` }),
    used.length > 0 && h('section', null, h('h2', null, word('usedBy')), h('ul', { class: 'lines', dir: 'ltr' }, used.map(line)))];
}

function schemas() {
  return [heading(word('schemas')), h('ul', { class: 'names', dir: 'ltr' }, Object.entries(api.components.schemas).map(([name, one]) =>
    h('li', null, schemaLink(name), ' ', h('span', { class: 'muted', lang: 'en', dir: 'ltr' }, (one.description ?? '').split('\n')[0]))))];
}

function search(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = (words) => wanted.every((one) => words.includes(one));
  const rows = operations.filter((entry) => all(entry.words));
  const names = Object.entries(api.components.schemas).filter(([name, one]) =>
    all(`${name} ${one.description} ${Object.keys(one.properties ?? {}).join(' ')}`.toLowerCase()));
  $('told').textContent = word('found', rows.length + names.length);
  return [heading(word('search')), h('p', { class: 'muted' }, rows.length + names.length ? word('found', rows.length + names.length) : word('nothing')),
    h('ul', { class: 'lines', dir: 'ltr' }, rows.slice(0, 200).map(line)),
    names.length > 0 && h('section', null, h('h2', null, word('schemas')), h('ul', { class: 'names', dir: 'ltr' }, names.slice(0, 100).map(([name, one]) =>
      h('li', null, schemaLink(name), ' ', h('span', { class: 'muted', lang: 'en', dir: 'ltr' }, (one.description ?? '').split('\n')[0])))))];
}

/* ---- finding the way ---- */

function pageFor(parts) {
  const [first = '', second] = parts;
  if (first === '') return overview();
  if (first === 'search') return search(second ?? '');
  if (first === 'schemas') return schemas();
  if (first === 'schema' && api.components.schemas[second]) return schema(second);
  const entry = second && operations.find((one) => one.id === second);
  if (entry) return row(entry);
  if (!second && api.tags.some((tag) => tag.name === first)) return department(first);
  return [heading(word('notThere'))];
}

function show({ focus = true } = {}) {
  if (!api) return;
  const parts = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  $('main').replaceChildren(...pageFor(parts).flat().filter(Boolean));
  for (const link of $('nav').querySelectorAll('a')) {
    const here = link.hash === `#/${parts[0]}` || (parts[0] === 'schema' && link.hash === '#/schemas');
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const top = $('main').querySelector('h1');
  document.title = `${top?.textContent ?? ''} · Payvand`;
  if (parts[0] !== 'search') $('find').value = '';
  if (focus && parts[0] !== 'search') {
    scrollTo(0, 0);
    top?.focus({ preventScroll: true });
  }
}

function chrome() {
  $('skip').textContent = word('skip');
  $('find-label').textContent = word('search');
  $('find').placeholder = word('search');
  $('language').textContent = word('language');
  $('language').lang = isPersian() ? 'en' : 'fa';
  $('nav').setAttribute('aria-label', word('departments'));
  $('version').textContent = api?.info.version ?? '';
  const link = (href, text) => h('li', null, h('a', { href }, text));
  if (api) {
    $('nav').replaceChildren(h('ul', null, link('#/', word('overview')), api.tags.map((tag) => link(`#/${tag.name}`, title(tag.name))),
      link('#/schemas', word('schemas'))));
  }
  $('session').replaceChildren(person ? word('signedIn', person) : h('a', { href: '/' }, word('signIn')));
}

/* ---- start ---- */

async function whoAmI() {
  try {
    const reply = await fetch('/api/v1/session', { credentials: 'same-origin' });
    if (!reply.ok) return;
    const session = await reply.json();
    person = session.name || session.user;
    setCsrf(session.csrf);
    chrome();
  } catch { /* not reachable: the page is of use without a session */ }
}

function keep(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch { /* storage is closed: the choice lasts as long as the page */ }
  return null;
}

async function start() {
  setLanguage(keep('payvand.docs.language') ?? (navigator.language?.startsWith('fa') ? 'fa' : 'en'));
  chrome();
  $('language').addEventListener('click', () => {
    setLanguage(isPersian() ? 'en' : 'fa');
    keep('payvand.docs.language', isPersian() ? 'fa' : 'en');
    chrome();
    show({ focus: false });
  });
  $('skip').addEventListener('click', (event) => {
    event.preventDefault();
    $('main').focus();
  });
  let typed;
  $('find').addEventListener('input', () => {
    clearTimeout(typed);
    const text = $('find').value.trim();
    typed = setTimeout(() => { location.hash = text ? `#/search/${encodeURIComponent(text)}` : '#/'; }, 120);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '')) {
      event.preventDefault();
      $('find').focus();
    }
  });
  addEventListener('hashchange', () => show());
  try {
    const reply = await fetch('/api/openapi.json');
    if (!reply.ok) throw new Error(`${reply.status}`);
    read(await reply.json());
  } catch (error) {
    $('main').replaceChildren(h('p', { class: 'bad', role: 'alert' }, word('notLoaded', error.message)));
    return;
  }
  chrome();
  show({ focus: false });
  whoAmI();
}

start();
