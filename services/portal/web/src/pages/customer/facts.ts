// The facts of a card: which there are, of which type, and how a value is read.
import type { Fact, FactRegister } from '@/api/generated/pv';
import type { Format } from '@/i18n/format';

export type FactType = 'text' | 'date' | 'name' | 'address' | 'tags' | 'number' | 'flag';

export const FIXED: [name: string, type: FactType][] = [
  ['name', 'name'], ['tags', 'tags'], ['address', 'address'], ['birthday', 'date'], ['gender', 'text'], ['language', 'text'], ['household', 'text'],
  ['decision_basis', 'text'], ['temperament', 'text'], ['personality_type', 'text'], ['region', 'text'], ['time_zone', 'text'],
];

export function typeOf(fact: Fact | undefined, name: string): FactType {
  const fixed = FIXED.find(([known]) => known === name)?.[1];
  if (fixed) return fixed;
  if (fact?.number !== undefined) return 'number';
  if (fact?.flag !== undefined) return 'flag';
  if (fact?.date) return 'date';
  if (fact?.tags?.length) return 'tags';
  return 'text';
}

export function isSet(fact: Fact | undefined): boolean {
  return Boolean(fact && (fact.text || fact.number !== undefined || fact.flag !== undefined || fact.date || fact.personName || fact.address || fact.tags?.length));
}

/** UTC midnight of a day written YYYY-MM-DD, in the zone of this browser, so that the same day is shown. */
export function dayToMs(day: string | undefined): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime() : undefined;
}

export function msToDay(ms: string | number): string {
  const date = new Date(Number(ms));
  return `${String(date.getFullYear()).padStart(4, '0')}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

export function factText(fact: Fact | undefined, format: Format, yes: string, no: string): string {
  if (!fact) return '';
  if (fact.personName) return fact.personName.full || [fact.personName.title, fact.personName.given, fact.personName.family].filter(Boolean).join(' ');
  if (fact.address) return [...(fact.address.lines ?? []), fact.address.city, fact.address.region, fact.address.postalCode, fact.address.country && format.country(fact.address.country)].filter(Boolean).join(/[\u0600-\u06ff]/.test(fact.address.city ?? '') ? '، ' : ', ');
  if (fact.tags?.length) return format.list(fact.tags);
  if (fact.date) return format.date(dayToMs(fact.date));
  if (fact.number !== undefined) return format.number(fact.number);
  if (fact.flag !== undefined) return fact.flag ? yes : no;
  return fact.text ?? '';
}

/** Facts to show: the fixed ones that are set in their order, then custom ones by name. */
export function factsInOrder(registers: FactRegister[] | undefined): FactRegister[] {
  const place = new Map(FIXED.map(([name], index) => [name, index]));
  return (registers ?? [])
    .filter((register) => isSet(register.fact))
    .sort((a, b) => (place.get(a.fact?.name ?? '') ?? 100) - (place.get(b.fact?.name ?? '') ?? 100) || (a.fact?.name ?? '').localeCompare(b.fact?.name ?? ''));
}

/** The name of a language in the language of the page; the code itself if it is none. */
export function languageName(code: string, shownIn: string): string {
  try {
    return new Intl.DisplayNames([shownIn], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
