import { describe, expect, test } from 'vitest';
import { formatDate, monthOf, parseDate, pickerCalendar, systemOf } from './calendar';
import { formatFor, minorDigits, toMinor } from './format';

const noon = (year: number, month: number, day: number) => new Date(year, month - 1, day, 12);

describe('the Jalali calendar', () => {
  test('agrees with the calendar of the browser on every day of a century', () => {
    const format = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', { year: 'numeric', month: 'numeric', day: 'numeric' });
    for (let date = noon(1950, 1, 1); date.getFullYear() < 2050; date = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, 12)) {
      const parts = Object.fromEntries(format.formatToParts(date).map((part) => [part.type, Number(part.value)]));
      const { year, month, day } = systemOf('jalali').of(date);
      if (year !== parts.year || month + 1 !== parts.month || day !== parts.day) {
        expect([date.toISOString(), year, month + 1, day]).toEqual([date.toISOString(), parts.year, parts.month, parts.day]);
      }
    }
  });

  test.each([
    [noon(2026, 3, 21), '۱۴۰۵/۰۱/۰۱'],
    [noon(2025, 3, 20), '۱۴۰۳/۱۲/۳۰'],
    [noon(2026, 11, 22), '۱۴۰۵/۰۹/۰۱'],
  ])('writes %s as %s and reads it back', (date, text) => {
    expect(formatDate('jalali', 'fa', date, 'YYYY/MM/DD')).toBe(text);
    expect(parseDate('jalali', text, 'YYYY/MM/DD')?.toDateString()).toBe(date.toDateString());
  });

  test('refuses days that are not there', () => {
    expect(parseDate('jalali', '1404/12/30', 'YYYY/MM/DD')).toBeNull();
    expect(parseDate('jalali', '1404/13/01', 'YYYY/MM/DD')).toBeNull();
    expect(parseDate('jalali', 'someday', 'YYYY/MM/DD')).toBeNull();
  });

  test('steps by months and years within the length of months', () => {
    const picker = pickerCalendar('jalali', 'fa');
    const lastOfShahrivar = parseDate('jalali', '1405/06/31', 'YYYY/MM/DD')!;
    expect(formatDate('jalali', 'en', picker.addMonth(lastOfShahrivar, 1), 'YYYY/MM/DD')).toBe('1405/07/30');
    expect(formatDate('jalali', 'en', picker.addMonth(lastOfShahrivar, -6), 'YYYY/MM/DD')).toBe('1404/12/29');
    expect(formatDate('jalali', 'en', picker.addYear(parseDate('jalali', '1403/12/30', 'YYYY/MM/DD')!, 1), 'YYYY/MM/DD')).toBe('1404/12/29');
    expect(formatDate('jalali', 'en', picker.getEndDate(parseDate('jalali', '1404/12/05', 'YYYY/MM/DD')!), 'YYYY/MM/DD')).toBe('1404/12/29');
    expect(formatDate('jalali', 'en', picker.setDate(lastOfShahrivar, 1), 'YYYY/MM/DD')).toBe('1405/06/01');
  });

  test('begins weeks on Saturday', () => {
    const picker = pickerCalendar('jalali', 'fa');
    expect(picker.locale.getWeekFirstDate('fa', noon(2026, 11, 22)).getDay()).toBe(6);
  });
});

describe('the Gregorian calendar', () => {
  test('holds days within months and reads times', () => {
    const picker = pickerCalendar('gregorian', 'en');
    expect(formatDate('gregorian', 'en', picker.addMonth(noon(2026, 1, 31), 1), 'DD/MM/YYYY')).toBe('28/02/2026');
    expect(parseDate('gregorian', '29/02/2026', 'DD/MM/YYYY')).toBeNull();
    expect(parseDate('gregorian', '05/03/2026 17:40', 'DD/MM/YYYY HH:mm')).toEqual(new Date(2026, 2, 5, 17, 40));
  });
  test('knows the first and last moment of a month', () => {
    const { from, to } = monthOf('gregorian', noon(2026, 2, 10));
    expect(from).toEqual(new Date(2026, 1, 1));
    expect(to.getTime()).toBe(new Date(2026, 2, 1).getTime() - 1);
  });
});

describe('formats', () => {
  test('write money in minor units of its currency', () => {
    expect(minorDigits('IRR')).toBe(0);
    expect(toMinor(12.34, 'EUR')).toBe('1234');
    expect(formatFor('en', 'gregorian').money({ amountMinor: '1234', currency: 'EUR' })).toBe('12.34 EUR');
    expect(formatFor('fa', 'jalali').money({ amountMinor: '1500000', currency: 'IRR' })).toBe('۱٬۵۰۰٬۰۰۰ ریال');
  });
  test('write days in the calendar that was chosen, in either language', () => {
    const ms = noon(2026, 11, 22).getTime();
    expect(formatFor('fa', 'jalali').date(ms)).toContain('۱۴۰۵');
    expect(formatFor('en', 'jalali').date(ms)).toMatch(/1405$/);
    expect(formatFor('fa', 'gregorian').date(ms)).toContain('۲۰۲۶');
    expect(formatFor('en', 'gregorian').date(ms)).toBe('22 Nov 2026');
  });
  test('say how long ago', () => {
    const now = Date.now();
    expect(formatFor('en', 'gregorian').relative(now - 2 * 3_600_000, now)).toBe('2 hours ago');
    expect(formatFor('en', 'gregorian').relative(String(now + 3 * 86_400_000), now)).toBe('in 3 days');
    expect(formatFor('en', 'gregorian').relative(undefined)).toBe('');
  });
});
