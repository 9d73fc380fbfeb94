// Trying an operation with the session of this browser.
import { code, h } from './html.js';
import { resolve, sampleOf } from './schema.js';
import { word } from './words.js';

let csrf = null;
export const setCsrf = (token) => { csrf = token; };

const quoted = (text) => `'${text.replace(/'/g, "'\\''")}'`;

// The form of an operation: fields, body, the answer below.
export function tryForm(id, method, path, operation, parameters) {
  const inputs = parameters.map((parameter) => ({ parameter, input: inputFor(id, parameter) }));
  const bodySchema = operation.requestBody?.content?.['application/json']?.schema;
  const inPath = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
  const sample = bodySchema ? JSON.stringify(sampleOf(bodySchema, 0, inPath), null, 2) : null;
  const body = bodySchema && h('textarea', { id: `${id}-body`, rows: Math.min(18, sample.split('\n').length + 1), dir: 'ltr', spellcheck: 'false' });
  if (body) body.value = sample;
  const answer = h('div', { class: 'answer', role: 'status' });
  const button = h('button', { type: 'submit', class: 'send' }, word('send'));
  return h('form', { class: 'try', onsubmit: (event) => {
    event.preventDefault();
    send({ method, path, inputs, body, answer, button });
  } },
  method !== 'get' && operation['x-kind'] !== 'query' && h('p', { class: 'warning' }, word('changes')),
  inputs.length > 0 && h('div', { class: 'inputs' }, inputs.map(({ parameter, input }) => h('div', { class: 'input' },
    h('label', { for: input.id }, code(parameter.name), parameter.required && h('span', { class: 'tag need' }, word('needed'))), input))),
  body && h('div', { class: 'input' }, h('label', { for: body.id }, word('body')), body),
  h('div', null, button), answer);
}

function inputFor(id, parameter) {
  const field = `${id}-${parameter.in}-${parameter.name}`;
  const schema = resolve(parameter.schema);
  if (!schema.enum && schema.type !== 'boolean') {
    return h('input', { id: field, dir: 'ltr', autocomplete: 'off', spellcheck: 'false', required: parameter.required });
  }
  const values = schema.enum ?? ['true', 'false'];
  return h('select', { id: field, dir: 'ltr' }, h('option', { value: '' }, '–'), values.map((value) => h('option', { value }, value)));
}

// The request that the form asks for; throws an Error with a text for the person.
function requestOf({ method, path, inputs, body }) {
  const headers = {}, query = new URLSearchParams();
  let address = path;
  for (const { parameter, input } of inputs) {
    const value = input.value.trim();
    if (parameter.in === 'path') {
      if (!value) throw new Error(word('missing', parameter.name));
      address = address.replace(`{${parameter.name}}`, encodeURIComponent(value));
    } else if (value && parameter.in === 'query') {
      const list = resolve(parameter.schema).type === 'array';
      for (const one of list ? value.split(',') : [value]) query.append(parameter.name, one.trim());
    } else if (value) headers[parameter.name] = value;
  }
  if (query.size ?? [...query].length) address += `?${query}`;
  let text;
  if (body) {
    try {
      text = JSON.stringify(JSON.parse(body.value || '{}'));
    } catch (error) {
      throw new Error(word('badBody', error.message));
    }
    headers['Content-Type'] = 'application/json';
  }
  return { method: method.toUpperCase(), address, headers, text };
}

function curlOf({ method, address, headers, text }) {
  const parts = ['curl', '-X', method, quoted(location.origin + address), '-H', quoted('Authorization: Bearer pv_…')];
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quoted(`${name}: ${value}`));
  if (text !== undefined) parts.push('--data', quoted(text));
  return parts.join(' ');
}

async function send(form) {
  const { answer, button } = form;
  let request;
  try {
    request = requestOf(form);
  } catch (error) {
    answer.replaceChildren(h('p', { class: 'bad' }, error.message));
    return;
  }
  button.disabled = true;
  answer.replaceChildren(h('p', { class: 'muted' }, word('sending')));
  const began = performance.now();
  try {
    const headers = { ...request.headers };
    if (csrf && request.method !== 'GET') headers['X-CSRF-Token'] = csrf;
    const reply = await fetch(request.address, { method: request.method, headers, body: request.text, credentials: 'same-origin' });
    const text = await reply.text();
    showAnswer(answer, request, reply, text, Math.round(performance.now() - began));
  } catch (error) {
    answer.replaceChildren(h('p', { class: 'bad' }, word('failed', error.message)));
  }
  button.disabled = false;
}

function showAnswer(answer, request, reply, text, tookMs) {
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch { /* no JSON: as it came */ }
  const lines = [...reply.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  answer.replaceChildren(
    h('p', { class: reply.ok ? 'good' : 'bad' }, word('took', `${reply.status} ${reply.statusText}`.trim(), tookMs)),
    h('pre', { dir: 'ltr', tabindex: '0' }, lines),
    shown && h('pre', { dir: 'ltr', tabindex: '0' }, shown),
    h('details', null, h('summary', null, word('curl')), h('pre', { dir: 'ltr', tabindex: '0' }, curlOf(request))));
}
