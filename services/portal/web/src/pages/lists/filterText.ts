// The filter language of marketing lists: text to tree and back. The department is the judge of what a filter means
// (services/marketing/filter.h has the grammar); this reads the same text so that it can be edited piece by piece.

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Unit = 'hours' | 'days' | 'weeks' | 'months' | 'years';

/** A value as written: without quotes, with its currency where one follows. */
export interface Literal {
  text: string;
  currency?: string;
}

/** A moment: a date, now, a time before now or a time after now. */
export type When =
  | { kind: 'date'; date: string }
  | { kind: 'now' }
  | { kind: 'ago' | 'in'; count: string; unit: Unit };

export type FilterNode =
  | { kind: 'and' | 'or'; items: FilterNode[] }
  | { kind: 'not'; item: FilterNode }
  | { kind: 'compare'; fact: string; comparison: Comparison; value: Literal }
  | { kind: 'in'; fact: string; values: Literal[] }
  | { kind: 'contains'; fact: string; value: Literal }
  | { kind: 'time'; fact: string; before: boolean; than: boolean; when: When }
  | { kind: 'known'; fact: string }
  | { kind: 'flag'; fact: string }
  | { kind: 'consent'; channel: string; purpose: string };

/** What is wrong with a filter's text, and where. Codes are words for people in the dictionaries. */
export class FilterTextError extends Error {
  constructor(
    readonly code: 'factExpected' | 'valueExpected' | 'wordExpected' | 'quoteOpen' | 'trailing' | 'durationExpected',
    readonly position: number,
    readonly found: string,
    readonly expected = '',
  ) {
    super(`${code} at ${position}: ${found}`);
  }
}

interface Token {
  kind: 'word' | 'text' | 'sign' | 'end';
  text: string;
  at: number;
}

const wordPart = /[\p{L}\p{M}\p{N}_.\-+\u200c]/u;

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const letter = text[at]!;
    if (/\s/.test(letter)) {
      at++;
    } else if (letter === '"' || letter === "'") {
      const end = text.indexOf(letter, at + 1);
      if (end < 0) throw new FilterTextError('quoteOpen', at, text.slice(at, at + 20));
      tokens.push({ kind: 'text', text: text.slice(at + 1, end), at });
      at = end + 1;
    } else if (wordPart.test(letter) || letter.charCodeAt(0) >= 0x80) {
      let end = at;
      while (end < text.length && (wordPart.test(text[end]!) || text.charCodeAt(end) >= 0x80)) end++;
      tokens.push({ kind: 'word', text: text.slice(at, end), at });
      at = end;
    } else {
      const long = '!<>'.includes(letter) && text[at + 1] === '=';
      tokens.push({ kind: 'sign', text: text.slice(at, at + (long ? 2 : 1)), at });
      at += long ? 2 : 1;
    }
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

const comparisons: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
const units: Unit[] = ['hours', 'days', 'weeks', 'months', 'years'];

class Reader {
  private next = 0;

  constructor(private readonly tokens: Token[]) {}

  private get token(): Token {
    return this.tokens[this.next]!;
  }

  private is(word: string): boolean {
    return this.token.kind === 'word' && this.token.text.toLowerCase() === word;
  }

  private take(word: string): boolean {
    if (!this.is(word)) return false;
    this.next++;
    return true;
  }

  private sign(sign: string): boolean {
    if (this.token.kind !== 'sign' || this.token.text !== sign) return false;
    this.next++;
    return true;
  }

  private fail(code: FilterTextError['code'], expected = ''): never {
    throw new FilterTextError(code, this.token.at, this.token.text, expected);
  }

  private expect(word: string): void {
    if (!this.take(word) && !this.sign(word)) this.fail('wordExpected', word);
  }

  private literal(): Literal {
    const token = this.token;
    if (token.kind !== 'word' && token.kind !== 'text') this.fail('valueExpected');
    this.next++;
    const number = /^[-+.\d۰-۹٠-٩]+$/.test(token.text);
    if (number && this.token.kind === 'word' && /^[A-Z]{3}$/.test(this.token.text)) {
      const currency = this.token.text;
      this.next++;
      return { text: token.text, currency };
    }
    return { text: token.text };
  }

  private plainWord(): string {
    const token = this.token;
    if (token.kind !== 'word') this.fail('valueExpected');
    this.next++;
    return token.text.toLowerCase();
  }

  private duration(): { count: string; unit: Unit } {
    const count = this.token.text;
    if (this.token.kind !== 'word' || !/^[.\d۰-۹٠-٩]+$/.test(count)) this.fail('durationExpected');
    this.next++;
    const word = this.token.text.toLowerCase();
    const unit = units.find((name) => name === word || name === `${word}s`);
    if (this.token.kind !== 'word' || !unit) this.fail('durationExpected');
    this.next++;
    return { count, unit };
  }

  private when(): When {
    if (this.take('now')) return { kind: 'now' };
    if (this.take('in')) return { kind: 'in', ...this.duration() };
    if (/^\d{4}-\d{2}-\d{2}$/.test(this.token.text)) return { kind: 'date', date: this.tokens[this.next++]!.text };
    const duration = this.duration();
    this.expect('ago');
    return { kind: 'ago', ...duration };
  }

  private values(): Literal[] {
    const values: Literal[] = [];
    this.expect('(');
    do values.push(this.literal());
    while (this.sign(','));
    this.expect(')');
    return values;
  }

  private condition(): FilterNode {
    if (this.token.kind !== 'word') this.fail('factExpected');
    if (this.take('consent')) return { kind: 'consent', channel: this.plainWord(), purpose: this.plainWord() };
    const fact = this.token.text;
    this.next++;
    const sign: Token = this.token;
    if (sign.kind === 'sign' && comparisons.includes(sign.text)) {
      const comparison = sign.text as Comparison;
      this.next++;
      return { kind: 'compare', fact, comparison, value: this.literal() };
    }
    if (this.take('before')) return { kind: 'time', fact, before: true, than: false, when: this.when() };
    if (this.take('after')) return { kind: 'time', fact, before: false, than: false, when: this.when() };
    for (const [word, before] of [['older', true], ['newer', false]] as const) {
      if (!this.take(word)) continue;
      this.expect('than');
      return { kind: 'time', fact, before, than: true, when: { kind: 'ago', ...this.duration() } };
    }
    if (this.take('in')) return { kind: 'in', fact, values: this.values() };
    if (this.take('is')) {
      const negated = this.take('not');
      this.expect('known');
      return negated ? { kind: 'not', item: { kind: 'known', fact } } : { kind: 'known', fact };
    }
    if (this.take('contains')) return { kind: 'contains', fact, value: this.literal() };
    if (this.take('not')) {
      this.expect('in');
      return { kind: 'not', item: { kind: 'in', fact, values: this.values() } };
    }
    return { kind: 'flag', fact };
  }

  private negation(): FilterNode {
    if (this.take('not')) return { kind: 'not', item: this.negation() };
    if (this.sign('(')) {
      const inner = this.choice();
      this.expect(')');
      return inner;
    }
    return this.condition();
  }

  private chain(kind: 'and' | 'or', part: () => FilterNode): FilterNode {
    const items = [part()];
    while (this.take(kind)) items.push(part());
    return items.length === 1 ? items[0]! : { kind, items };
  }

  private choice(): FilterNode {
    return this.chain('or', () => this.chain('and', () => this.negation()));
  }

  whole(): FilterNode {
    const node = this.choice();
    if (this.token.kind !== 'end') this.fail('trailing');
    return node;
  }
}

/** Reads a filter; throws FilterTextError. */
export function readFilter(text: string): FilterNode {
  return new Reader(scan(text)).whole();
}

/* ---- tree to text ---- */

const reserved = /^(and|or|not|in|is|contains|before|after|older|newer|than|consent|now|ago)$/i;

function printLiteral(value: Literal): string {
  if (value.currency) return `${value.text} ${value.currency}`;
  const plain = value.text !== '' && [...value.text].every((letter) => wordPart.test(letter)) && !reserved.test(value.text);
  if (plain) return value.text;
  return value.text.includes('"') ? `'${value.text.replace(/'/g, '')}'` : `"${value.text}"`;
}

function printWhen(when: When): string {
  if (when.kind === 'date') return when.date;
  if (when.kind === 'now') return 'now';
  return when.kind === 'ago' ? `${when.count} ${when.unit} ago` : `in ${when.count} ${when.unit}`;
}

/** The filter as text, with no more brackets than it needs. */
export function printFilter(node: FilterNode, outer: 'or' | 'and' | 'not' | '' = ''): string {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const text = node.items.map((item) => printFilter(item, node.kind)).join(` ${node.kind} `);
      return outer === '' || (node.kind === 'and' && outer === 'or') ? text : `(${text})`;
    }
    case 'not':
      if (node.item.kind === 'known') return `${node.item.fact} is not known`;
      if (node.item.kind === 'in') return `${node.item.fact} not in (${node.item.values.map(printLiteral).join(', ')})`;
      return `not ${printFilter(node.item, 'not')}`;
    case 'compare':
      return `${node.fact} ${node.comparison} ${printLiteral(node.value)}`;
    case 'in':
      return `${node.fact} in (${node.values.map(printLiteral).join(', ')})`;
    case 'contains':
      return `${node.fact} contains ${printLiteral(node.value)}`;
    case 'time':
      if (node.than && node.when.kind === 'ago')
        return `${node.fact} ${node.before ? 'older' : 'newer'} than ${node.when.count} ${node.when.unit}`;
      return `${node.fact} ${node.before ? 'before' : 'after'} ${printWhen(node.when)}`;
    case 'known':
      return `${node.fact} is known`;
    case 'flag':
      return node.fact;
    case 'consent':
      return `consent ${node.channel} ${node.purpose}`;
  }
}
