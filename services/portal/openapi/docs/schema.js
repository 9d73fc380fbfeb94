// Schemas as tables that open inside themselves, and samples made of them.
import { code, h } from './html.js';
import { word } from './words.js';

let schemas = {};
export const setSchemas = (all) => { schemas = all; };

export const nameOf = (schema) => schema?.$ref?.split('/').pop();
export const resolve = (schema) => (schema?.$ref ? schemas[nameOf(schema)] : schema) ?? {};
export const schemaLink = (name) => h('a', { href: `#/schema/${name}`, class: 'type' }, code(name));

// The type of a field in a few words, with a link where it is a schema.
export function typeOf(schema) {
  if (schema.$ref) return schemaLink(nameOf(schema));
  if (schema.type === 'array') return h('span', null, `${word('listOf')} `, typeOf(schema.items));
  if (schema.contentEncoding) return code(schema.contentEncoding, { class: 'type' });
  const format = schema.format && schema.type === 'string' ? `${schema.format} (string)` : schema.format ?? schema.type ?? 'any';
  return code(schema.enum ? schema.enum.join(' | ') : format, { class: 'type' });
}

const inner = (schema) => (schema.type === 'array' ? inner(schema.items) : schema);

// The fields of an object; those that hold objects open in place.
export function fieldsOf(schema, depth = 0) {
  const whole = resolve(schema);
  const fields = Object.entries(whole.properties ?? {});
  if (whole.enum) return valuesOf(whole);
  if (!fields.length) return h('p', { class: 'muted' }, word('empty'));
  return h('ul', { class: depth ? 'fields nested' : 'fields', dir: 'ltr' }, fields.map(([name, field]) => fieldOf(name, field, whole, depth)));
}

function fieldOf(name, field, whole, depth) {
  const target = resolve(inner(field));
  const deep = (target.properties || target.enum) && inner(field).$ref && depth < 7;
  const head = [
    code(name, { class: 'field' }), ' ', typeOf(field),
    whole.required?.includes(name) && h('span', { class: 'tag need' }, word('needed')),
    field['x-personal'] && h('span', { class: 'tag personal', title: word('personalTip') }, word('personal')),
    field.readOnly && h('span', { class: 'tag' }, word('readOnly')),
  ];
  const text = h('span', { class: 'meaning', lang: 'en', dir: 'ltr' }, field.description ?? target.description?.split('\n')[0] ?? '');
  if (!deep) return h('li', null, h('div', { class: 'row' }, head), text);
  const details = h('details', { ontoggle: () => {
    if (details.open && details.childElementCount === 1) details.append(fieldsOf(inner(field), depth + 1));
  } }, h('summary', { class: 'row' }, code(name, { class: 'field' }), ' ', h('span', { class: 'type' }, plainType(field)),
    whole.required?.includes(name) && h('span', { class: 'tag need' }, word('needed')),
    field['x-personal'] && h('span', { class: 'tag personal' }, word('personal'))));
  return h('li', null, details, text);
}

const plainType = (field) => (field.type === 'array' ? `${word('listOf')} ${plainType(field.items)}` : nameOf(field) ?? field.type);

function valuesOf(schema) {
  const meanings = schema['x-enumDescriptions'] ?? {};
  return h('ul', { class: 'fields', dir: 'ltr' }, schema.enum.map((value) => h('li', null,
    h('div', { class: 'row' }, code(value, { class: 'field' })),
    h('span', { class: 'meaning', lang: 'en', dir: 'ltr' }, meanings[value] ?? ''))));
}

// A value of the schema for the editor of a body: all fields, one element a list.
export function sampleOf(schema, depth = 0, skipped = []) {
  const whole = resolve(schema);
  if (whole.enum) return whole.enum.find((name) => !/UNSPECIFIED$/.test(name)) ?? whole.enum[0];
  if (whole.type === 'array') return depth > 5 ? [] : [sampleOf(whole.items, depth + 1)];
  if (whole.type === 'object') {
    if (depth > 4) return {};
    return Object.fromEntries(Object.entries(whole.properties ?? {}).filter(([name, field]) => !skipped.includes(name) && !field.readOnly)
      .map(([name, field]) => [name, sampleOf(field, depth + 1)]));
  }
  if (whole.type === 'boolean') return false;
  if (whole.type === 'integer' || whole.type === 'number') return 0;
  return whole.format === 'int64' || whole.format === 'uint64' ? '0' : '';
}
