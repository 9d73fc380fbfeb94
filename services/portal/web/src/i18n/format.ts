// Numbers, money and times as people read them: digits of the language, Jalali or Gregorian calendar.
import { useMemo } from 'react';
import { useSettings } from '@/app/settings';
import type { Calendar, Language } from '@/app/settings';

/** A time as answers carry it: UTC milliseconds, text or number. */
export type Time = string | number | Date | null | undefined;
export interface MoneyLike {
  amountMinor?: string | number;
  currency?: string;
}

const WITHOUT_MINOR = new Set('BIF CLP DJF GNF IRR ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THOUSANDTHS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** How many digits of an amount are below the currency's main unit. */
export function minorDigits(currency: string | undefined): number {
  if (!currency || WITHOUT_MINOR.has(currency)) return 0;
  return THOUSANDTHS.has(currency) ? 3 : 2;
}

/** Minor units of an amount a person wrote in main units. */
export function toMinor(amount: number, currency: string): string {
  return String(Math.round(amount * 10 ** minorDigits(currency)));
}

export function fromMinor(minor: string | number | undefined, currency: string | undefined): number {
  return Number(minor ?? 0) / 10 ** minorDigits(currency);
}

export function toMs(time: Time): number | undefined {
  if (time === null || time === undefined || time === '') return undefined;
  const ms = time instanceof Date ? time.getTime() : Number(time);
  return Number.isFinite(ms) && ms !== 0 ? ms : undefined;
}

/** 0-9 for whatever digits a person typed. */
export function latinDigits(text: string): string {
  return text
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/٫/g, '.')
    .replace(/٬/g, ',');
}

export function persianDigits(text: string): string {
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 48 + 0x06f0));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400_000], ['month', 30 * 86_400_000], ['week', 7 * 86_400_000],
  ['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000],
];

export interface Format {
  number: (value: number | string | undefined, options?: Intl.NumberFormatOptions) => string;
  /** +3, −3: the sign stays before its number between words that run from right to left too. */
  signed: (value: number | string | undefined) => string;
  /** 12 K, 3.4 M. */
  compact: (value: number | string | undefined) => string;
  /** 0.25 → 25%. */
  percent: (share: number | undefined, digits?: number) => string;
  money: (money: MoneyLike | undefined | null, compact?: boolean) => string;
  date: (time: Time) => string;
  /** 3 Azar, without year. */
  day: (time: Time) => string;
  time: (time: Time) => string;
  dateTime: (time: Time) => string;
  /** Name of weekday, day and month. */
  longDate: (time: Time) => string;
  month: (time: Time) => string;
  /** 3 minutes ago, in 2 days. */
  relative: (time: Time, now?: number) => string;
  /** 2 h 5 min. */
  duration: (ms: number | undefined) => string;
  list: (parts: string[]) => string;
  /** What people call a currency: the word in Persian, the code in English. */
  currency: (code: string) => string;
  /** The name of a country by its code of two letters; what it is not stays as it is. */
  country: (code: string) => string;
  /** Digits of the language in a text such as a document number or telephone number. */
  digits: (text: string | number | undefined) => string;
  compare: (a: string, b: string) => number;
}

export function formatFor(language: Language, calendar: Calendar): Format {
  const numbers = language === 'fa' ? 'arabext' : 'latn';
  const locale = language === 'fa' ? `fa-IR-u-nu-${numbers}` : 'en-GB';
  const dates = `${language === 'fa' ? 'fa-IR' : 'en-GB'}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-${numbers}`;
  const cache = new Map<string, Intl.DateTimeFormat>();
  const show = (time: Time, key: string, options: Intl.DateTimeFormatOptions): string => {
    const ms = toMs(time);
    if (ms === undefined) return '';
    let format = cache.get(key);
    if (!format) cache.set(key, (format = new Intl.DateTimeFormat(dates, options)));
    // English names the era of the Persian calendar; nobody here needs it.
    return format.formatToParts(ms).filter((part) => part.type !== 'era').map((part) => part.value).join('').trim();
  };
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const countries = new Intl.DisplayNames(language, { type: 'region' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  const number: Format['number'] = (value, options) => {
    if (value === undefined || value === '') return '';
    return options ? new Intl.NumberFormat(locale, options).format(Number(value)) : plain.format(Number(value));
  };
  const currency = (code: string): string => (language === 'fa' ? currencyWord(code) : code);
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: language === 'fa' ? 'long' : 'short' }).format(value);
  return {
    number,
    signed: (value) => {
      const text = number(value, { signDisplay: 'exceptZero', maximumFractionDigits: 2 });
      return language === 'fa' ? `\u2066${text}\u2069` : text;
    },
    compact: (value) => (value === undefined ? '' : short.format(Number(value))),
    percent: (share, digits = 0) =>
      share === undefined ? '' : number(share, { style: 'percent', maximumFractionDigits: digits }),
    money: (money, compact = false) => {
      if (!money || money.amountMinor === undefined) return '';
      const digits = minorDigits(money.currency);
      const amount = fromMinor(money.amountMinor, money.currency);
      const text = compact
        ? short.format(amount)
        : number(amount, { minimumFractionDigits: Number.isInteger(amount) ? 0 : digits, maximumFractionDigits: digits });
      if (!money.currency) return text;
      return `${text} ${currency(money.currency)}`;
    },
    date: (time) => show(time, 'date', { year: 'numeric', month: 'short', day: 'numeric' }),
    day: (time) => show(time, 'day', { month: 'short', day: 'numeric' }),
    time: (time) => show(time, 'time', { hour: '2-digit', minute: '2-digit' }),
    dateTime: (time) =>
      show(time, 'dateTime', { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    longDate: (time) => show(time, 'longDate', { weekday: 'long', month: 'long', day: 'numeric' }),
    month: (time) => show(time, 'month', { year: 'numeric', month: 'long' }),
    relative: (time, now = Date.now()) => {
      const ms = toMs(time);
      if (ms === undefined) return '';
      const away = ms - now;
      for (const [name, length] of STEPS) {
        if (Math.abs(away) >= length) return relative.format(Math.trunc(away / length), name);
      }
      return relative.format(0, 'second');
    },
    duration: (ms) => {
      if (ms === undefined) return '';
      const minutes = Math.round(Math.abs(ms) / 60_000);
      if (minutes < 1) return unit(Math.max(1, Math.round(Math.abs(ms) / 1000)), 'second');
      const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
      const parts = [days && unit(days, 'day'), hours && unit(hours, 'hour'), !days && rest && unit(rest, 'minute')];
      return parts.filter((part): part is string => Boolean(part)).join(language === 'fa' ? ' و ' : ' ');
    },
    list: (parts) => new Intl.ListFormat(language, { style: 'short', type: 'conjunction' }).format(parts),
    currency,
    country: (code) => {
      try {
        return countries.of(code.toUpperCase()) ?? code;
      } catch {
        return code;
      }
    },
    digits: (text) => (text === undefined ? '' : language === 'fa' ? persianDigits(String(text)) : String(text)),
    compare: new Intl.Collator(language, { numeric: true }).compare,
  };
}

function currencyWord(currency: string): string {
  return { IRR: 'ریال', EUR: 'یورو', USD: 'دلار', GBP: 'پوند', AED: 'درهم', TRY: 'لیر' }[currency] ?? currency;
}

/** Formats in the language and calendar of now. */
export function useFormat(): Format {
  const { language, calendar } = useSettings();
  return useMemo(() => formatFor(language, calendar), [language, calendar]);
}
