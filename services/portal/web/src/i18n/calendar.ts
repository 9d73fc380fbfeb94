// Calendar arithmetic for the date pickers: the same functions over Date for the Gregorian and the Jalali calendar, in the
// zone of this machine. Weeks begin on Saturday in Persian, on Monday in English.
import type { GenerateConfig } from '@rc-component/picker/es/generate/index';
import { isValidJalaaliDate, jalaaliMonthLength, toGregorian, toJalaali } from 'jalaali-js';
import { formatFor, latinDigits, persianDigits } from './format';
import type { Calendar, Language } from '@/app/settings';

interface Day {
  year: number;
  /** From 0. */
  month: number;
  day: number;
}

interface System {
  of: (date: Date) => Day;
  /** Midnight of a day at this time of the day. */
  at: (day: Day, clock: Date) => Date;
  length: (year: number, month: number) => number;
  valid: (day: Day) => boolean;
}

function dated(year: number, month: number, day: number, clock: Date): Date {
  const date = new Date(2000, 0, 1, clock.getHours(), clock.getMinutes(), clock.getSeconds(), clock.getMilliseconds());
  date.setFullYear(year, month, day);
  return date;
}

const gregorian: System = {
  of: (date) => ({ year: date.getFullYear(), month: date.getMonth(), day: date.getDate() }),
  at: ({ year, month, day }, clock) => dated(year, month, day, clock),
  length: (year, month) => dated(year, month + 1, 0, new Date(0)).getDate(),
  valid: ({ year, month, day }) =>
    year >= 1 && year <= 9999 && month >= 0 && month < 12 && day >= 1 && day <= dated(year, month + 1, 0, new Date(0)).getDate(),
};

// The rule of leap years that jalaali-js has reaches from -61 to 3177; pickers never go near either.
const FIRST_YEAR = 1;
const LAST_YEAR = 3000;
const within = (year: number): number => Math.min(LAST_YEAR, Math.max(FIRST_YEAR, year));

const jalali: System = {
  of: (date) => {
    const { jy, jm, jd } = toJalaali(date.getFullYear(), date.getMonth() + 1, date.getDate());
    return { year: jy, month: jm - 1, day: jd };
  },
  at: ({ year, month, day }, clock) => {
    const { gy, gm, gd } = toGregorian(within(year), month + 1, day);
    return dated(gy, gm - 1, gd, clock);
  },
  length: (year, month) => jalaaliMonthLength(within(year), month + 1),
  valid: ({ year, month, day }) => year >= FIRST_YEAR && year <= LAST_YEAR && isValidJalaaliDate(year, month + 1, day),
};

export function systemOf(calendar: Calendar): System {
  return calendar === 'jalali' ? jalali : gregorian;
}

/** Some day of this calendar with months carried over and the day held within its month. */
function place(system: System, year: number, month: number, day: number, clock: Date): Date {
  const months = year * 12 + month;
  const [y, m] = [Math.floor(months / 12), ((months % 12) + 12) % 12];
  return system.at({ year: y, month: m, day: Math.min(day, system.length(y, m)) }, clock);
}

/** First and last moment of the month that a time lies in. */
export function monthOf(calendar: Calendar, time: Date): { from: Date; to: Date } {
  const system = systemOf(calendar);
  const { year, month } = system.of(time);
  const start = new Date(2000, 0, 1);
  const from = place(system, year, month, 1, start);
  return { from, to: new Date(place(system, year, month + 1, 1, start).getTime() - 1) };
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
const MASK = /YYYY|MMMM|MMM|MM|M|DD|D|HH|mm|ss|dddd|ddd/g;

export function formatDate(calendar: Calendar, language: Language, date: Date, mask: string): string {
  const { year, month, day } = systemOf(calendar).of(date);
  const text = mask.replace(MASK, (part) => {
    switch (part) {
      case 'YYYY': return pad(year, 4);
      case 'MMMM':
      case 'MMM': return monthNames(calendar, language, part === 'MMMM' ? 'long' : 'short')[month]!;
      case 'MM': return pad(month + 1);
      case 'M': return String(month + 1);
      case 'DD': return pad(day);
      case 'D': return String(day);
      case 'HH': return pad(date.getHours());
      case 'mm': return pad(date.getMinutes());
      case 'ss': return pad(date.getSeconds());
      default: return new Intl.DateTimeFormat(language, { weekday: part === 'dddd' ? 'long' : 'short' }).format(date);
    }
  });
  return language === 'fa' ? persianDigits(text) : text;
}

/** Reads year, month, day and perhaps a time of the day, in digits of either language; null if it is no date. */
export function parseDate(calendar: Calendar, text: string, mask: string): Date | null {
  const found = latinDigits(text).match(/\d+/g)?.map(Number);
  if (!found) return null;
  const order = (mask.match(MASK) ?? []).filter((part) => !/^d/.test(part));
  if (found.length < Math.min(order.length, 3)) return null;
  const parts: Record<string, number> = {};
  order.forEach((part, index) => {
    const value = found[index];
    if (value !== undefined) parts[part[0] === 'm' || part[0] === 's' ? part[0] : part[0]!.toUpperCase()] = value;
  });
  const now = new Date();
  const day: Day = { year: parts.Y ?? systemOf(calendar).of(now).year, month: (parts.M ?? 1) - 1, day: parts.D ?? 1 };
  if (!systemOf(calendar).valid(day)) return null;
  const [hour, minute, second] = [parts.H ?? 0, parts.m ?? 0, parts.s ?? 0];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return systemOf(calendar).at(day, new Date(2000, 0, 1, hour, minute, second));
}

function monthNames(calendar: Calendar, language: Language, length: 'long' | 'short'): string[] {
  const format = new Intl.DateTimeFormat(`${language}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}`, { month: length });
  const system = systemOf(calendar);
  const year = system.of(new Date()).year;
  return Array.from({ length: 12 }, (_, month) => format.format(system.at({ year, month, day: 15 }, new Date(2000, 0, 1, 12))));
}

function weekDays(language: Language): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: language === 'fa' ? 'narrow' : 'short' });
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(2023, 0, 1 + day)));
}

/** What Ant Design's pickers ask of a calendar, over Date. */
export function pickerCalendar(calendar: Calendar, language: Language): GenerateConfig<Date> {
  const system = systemOf(calendar);
  const firstDay = language === 'fa' ? 6 : 1;
  const set = (date: Date, change: (copy: Date) => void): Date => {
    const copy = new Date(date);
    change(copy);
    return copy;
  };
  const weekStart = (date: Date): Date => set(date, (copy) => copy.setDate(copy.getDate() - ((copy.getDay() - firstDay + 7) % 7)));
  return {
    getWeekDay: (date) => date.getDay(),
    getMillisecond: (date) => date.getMilliseconds(),
    getSecond: (date) => date.getSeconds(),
    getMinute: (date) => date.getMinutes(),
    getHour: (date) => date.getHours(),
    getDate: (date) => system.of(date).day,
    getMonth: (date) => system.of(date).month,
    getYear: (date) => system.of(date).year,
    getNow: () => new Date(),
    getFixedDate: (text) => {
      const [year = 2000, month = 1, day = 1] = text.split('-').map(Number);
      return new Date(year, month - 1, day);
    },
    getEndDate: (date) => {
      const { year, month } = system.of(date);
      return system.at({ year, month, day: system.length(year, month) }, date);
    },
    addYear: (date, diff) => {
      const { year, month, day } = system.of(date);
      return place(system, year + diff, month, day, date);
    },
    addMonth: (date, diff) => {
      const { year, month, day } = system.of(date);
      return place(system, year, month + diff, day, date);
    },
    addDate: (date, diff) => set(date, (copy) => copy.setDate(copy.getDate() + diff)),
    setYear: (date, year) => {
      const { month, day } = system.of(date);
      return place(system, year, month, day, date);
    },
    setMonth: (date, month) => {
      const { year, day } = system.of(date);
      return place(system, year, month, day, date);
    },
    setDate: (date, day) => set(date, (copy) => copy.setDate(copy.getDate() + day - system.of(date).day)),
    setHour: (date, hour) => set(date, (copy) => copy.setHours(hour)),
    setMinute: (date, minute) => set(date, (copy) => copy.setMinutes(minute)),
    setSecond: (date, second) => set(date, (copy) => copy.setSeconds(second)),
    setMillisecond: (date, ms) => set(date, (copy) => copy.setMilliseconds(ms)),
    isAfter: (one, other) => one.getTime() > other.getTime(),
    isValidate: (date) => !Number.isNaN(date.getTime()),
    locale: {
      getWeekFirstDay: () => firstDay,
      getWeekFirstDate: (_, date) => weekStart(date),
      getWeek: (_, date) => {
        const first = place(system, system.of(date).year, 0, 1, new Date(2000, 0, 1));
        return Math.floor((weekStart(date).getTime() - weekStart(first).getTime()) / 604_800_000 + 0.5) + 1;
      },
      format: (_, date, mask) => formatDate(calendar, language, date, mask),
      parse: (_, text, masks) => {
        for (const mask of masks) {
          const date = parseDate(calendar, text, mask);
          if (date) return date;
        }
        return null;
      },
      getShortWeekDays: () => weekDays(language),
      getShortMonths: () => monthNames(calendar, language, language === 'fa' ? 'long' : 'short'),
    },
  };
}

/** Heading of a day in lists: today, yesterday, or its date. */
export function dayKey(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export { formatFor };
