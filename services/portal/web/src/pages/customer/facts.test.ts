// Facts of a card as they are read and written.
import { describe, expect, it } from 'vitest';
import { formatFor } from '@/i18n/format';
import { dayToMs, factText, factsInOrder, isSet, msToDay, typeOf } from './facts';
import { eventTitle, reasonText } from './events';

const en = formatFor('en', 'gregorian');
const fa = formatFor('fa', 'jalali');

describe('facts', () => {
  it('keep the day a person was born on, whatever the zone', () => {
    expect(msToDay(dayToMs('1961-11-02')!)).toBe('1961-11-02');
    expect(factText({ date: '1961-11-02' }, en, 'yes', 'no')).toBe('2 Nov 1961');
    expect(factText({ date: '1961-11-02' }, fa, 'بله', 'نه')).toBe('۱۱ آبان ۱۳۴۰');
  });
  it('are read by their type', () => {
    expect(factText({ personName: { given: 'Nora', family: 'Parker' } }, en, 'yes', 'no')).toBe('Nora Parker');
    expect(factText({ address: { city: 'Leeds', country: 'GB' } }, en, 'yes', 'no')).toBe('Leeds, United Kingdom');
    expect(factText({ address: { city: 'رشت', region: 'گیلان', country: 'IR' } }, fa, 'بله', 'نه')).toBe('رشت، گیلان، ایران');
    expect(factText({ flag: false }, en, 'yes', 'no')).toBe('no');
    expect(typeOf({ number: 3 }, 'custom.size')).toBe('number');
    expect(typeOf(undefined, 'birthday')).toBe('date');
  });
  it('that were cleared are not shown, the others in their order', () => {
    const shown = factsInOrder([{ fact: { name: 'custom.size', number: 3 } }, { fact: { name: 'gender' } }, { fact: { name: 'name', personName: { full: 'Nora' } } }]);
    expect(shown.map((one) => one.fact?.name)).toEqual(['name', 'custom.size']);
    expect(isSet({ name: 'tags', tags: [] })).toBe(false);
  });
});

describe('events', () => {
  it('are sentences in both languages, also those that came to be later', () => {
    expect(eventTitle('payvand.sales.DealWon', 'en')).toBe('Deal won');
    expect(eventTitle('payvand.sales.DealWon', 'fa')).toBe('فرصت برده شد');
    expect(eventTitle('payvand.sales.QuoteSent', 'en')).toBe('Quote sent');
    expect(reasonText('buys again', 'fa')).toBe('دوباره می‌خرد');
  });
});
