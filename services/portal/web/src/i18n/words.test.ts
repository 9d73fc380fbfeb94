import { describe, expect, test } from 'vitest';
import { defineWords, translator } from './words';
import type { Text } from './words';

const files = import.meta.glob<{ default: Record<string, Text> }>(['./en.ts', './fa.ts', '../pages/**/en.ts', '../pages/**/fa.ts', '../components/**/en.ts', '../components/**/fa.ts'], { eager: true });
const params = (text: Text): string[] =>
  [...new Set((typeof text === 'string' ? text : Object.values(text).join(' ')).match(/\{\w+\}/g) ?? [])].sort();

describe('dictionaries', () => {
  const english = Object.keys(files).filter((name) => name.endsWith('/en.ts'));
  test('are found', () => expect(english.length).toBeGreaterThan(3));
  test.each(english)('%s has the same words and params in Persian', (name) => {
    const en = files[name]!.default;
    const fa = files[name.replace(/en\.ts$/, 'fa.ts')]!.default;
    expect(Object.keys(fa).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) expect([key, params(fa[key]!)]).toEqual([key, params(text)]);
  });
});

describe('texts', () => {
  const words = defineWords({ found: { zero: 'nothing', one: '{count} deal', other: '{count} deals' }, hello: 'Hello {name}' }, { found: '{count} فرصت', hello: 'سلام {name}' });
  test('choose the plural form and write digits of the language', () => {
    const en = translator(words, 'en');
    expect(en('found', { count: 0 })).toBe('nothing');
    expect(en('found', { count: 1 })).toBe('1 deal');
    expect(en('found', { count: 1200 })).toBe('1,200 deals');
    expect(translator(words, 'fa')('found', { count: 12 })).toBe('۱۲ فرصت');
  });
  test('fall back to common words', () => expect(translator(words, 'fa')('save')).toBe('ذخیره'));
  test('write the number of a document in the digits of the language', () => {
    const opened = defineWords({ opened: '{number} was opened' }, { opened: '{number} باز شد' });
    expect(translator(opened, 'fa')('opened', { number: 'D-000012' })).toBe('D-۰۰۰۰۱۲ باز شد');
    expect(translator(opened, 'en')('opened', { number: 'D-000012' })).toBe('D-000012 was opened');
  });
  test('take a name as it is', () => expect(translator(words, 'en')('hello', { name: '{count} <b>' })).toBe('Hello {count} <b>'));
});
