// Values of cells: days in either calendar, amounts with groups, choices by name.
import { toGregorian } from 'jalaali-js';
import { isValidJalaaliDate } from 'jalaali-js';
import { latinDigits, toMinor } from '@/i18n/format';

/** What is wrong with a cell, as a key of the words of the import. */
export class CellFault extends Error {
  readonly field: string;
  readonly fault: 'no_date' | 'no_amount' | 'no_number' | 'no_choice' | 'missing' | 'no_identifier' | 'no_currency';

  constructor(field: string, fault: CellFault['fault']) {
    super(`${field}: ${fault}`);
    this.field = field;
    this.fault = fault;
  }
}

const LATEST_JALALI_YEAR = 1700;

interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function readMoment(field: string, text: string): Moment {
  const found = latinDigits(text).match(/^\D*(\d{1,4})\D(\d{1,2})\D(\d{1,4})(?:\D+(\d{1,2}):(\d{2})(?::(\d{2}))?)?/);
  if (!found) throw new CellFault(field, 'no_date');
  let [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (found[1]!.length <= 2) [year, day] = [day, year];
  if (found[1]!.length <= 2 && found[3]!.length !== 4) throw new CellFault(field, 'no_date');
  if (year < LATEST_JALALI_YEAR) {
    if (!isValidJalaaliDate(year, month, day)) throw new CellFault(field, 'no_date');
    const { gy, gm, gd } = toGregorian(year, month, day);
    [year, month, day] = [gy, gm, gd];
  }
  const check = new Date(Date.UTC(year, month - 1, day));
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day) throw new CellFault(field, 'no_date');
  return { year, month, day, hour: Number(found[4] ?? 0), minute: Number(found[5] ?? 0), second: Number(found[6] ?? 0) };
}

/** A time as UTC milliseconds; a time without zone is of this machine's. */
export function readTime(field: string, text: string): string {
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) throw new CellFault(field, 'no_date');
    return String(ms);
  }
  const { year, month, day, hour, minute, second } = readMoment(field, text);
  return String(new Date(year, month - 1, day, hour, minute, second).getTime());
}

/** A day as YYYY-MM-DD, such as a birthday. */
export function readDay(field: string, text: string): string {
  const { year, month, day } = readMoment(field, text);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function readNumber(field: string, text: string): number {
  const plain = latinDigits(text).replace(/[,\s_'٬،]/g, '');
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) throw new CellFault(field, 'no_number');
  return Number(plain);
}

/** Minor units of an amount in main units. */
export function readAmount(field: string, text: string, currency: string): string {
  try {
    return toMinor(readNumber(field, text), currency);
  } catch {
    throw new CellFault(field, 'no_amount');
  }
}

export function readCurrency(field: string, text: string): string {
  const code = { ریال: 'IRR', یورو: 'EUR', دلار: 'USD' }[text] ?? text.toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) throw new CellFault(field, 'no_currency');
  return code;
}

/** One of some values by its name, in any case, spaces for underscores. */
export function readChoice<V extends string>(field: string, text: string, choices: Record<string, V>): V {
  const found = choices[text.trim().toLowerCase().replace(/[\s-]+/g, '_')];
  if (!found) throw new CellFault(field, 'no_choice');
  return found;
}
