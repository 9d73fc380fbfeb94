import { describe, expect, test } from 'vitest';
import { ApiProblem } from '@/api/problem';
import { readCsv, writeCsv } from './csv';
import { guessMapping, importKinds } from './kinds';
import type { Job } from './kinds';
import { importRun } from './run';
import { readAmount, readDay, readTime } from './values';

describe('CSV', () => {
  test('reads quotes, line ends within cells, and numbers its lines', () => {
    const csv = readCsv('\ufeffid;name\r\n1;"Ann ""A"";\nB"\r\n\r\n2;علی\n');
    expect(csv).toEqual({ columns: ['id', 'name'], rows: [['1', 'Ann "A";\nB'], ['2', 'علی']], lines: [2, 5] });
  });
  test('reads a file without rows', () => expect(readCsv('a,b\n').rows).toEqual([]));
  test('writes no formulas', () => expect(writeCsv([['=1+1', 'a,b']])).toBe('\ufeff\'=1+1,"a,b"\r\n'));
});

describe('values', () => {
  test.each([
    ['2026-11-22', '2026-11-22'], ['22/11/2026', '2026-11-22'], ['۱۴۰۵/۹/۱', '2026-11-22'], ['1403-12-30', '2025-03-20'],
  ])('the day %s is %s', (text, day) => expect(readDay('date', text)).toBe(day));
  test.each(['1404/12/30', '2026-02-30', 'yesterday', '1/2/03'])('%s is no day', (text) => expect(() => readDay('date', text)).toThrow());
  test('amounts may have groups and Persian digits', () => {
    expect(readAmount('amount', '۱٬۲۵۰٬۰۰۰', 'IRR')).toBe('1250000');
    expect(readAmount('amount', '1,234.50', 'EUR')).toBe('123450');
    expect(() => readAmount('amount', '12x', 'EUR')).toThrow();
  });
  test('times with a zone are of that zone', () => expect(readTime('date', '2026-01-01T00:00:00Z')).toBe(String(Date.UTC(2026, 0, 1))));
});

describe('plans', () => {
  const rows = (cells: Record<string, string>[]) => cells.map((one, index) => ({ line: index + 2, cells: one }));
  test('columns are found by their names in both languages', () => {
    expect(guessMapping(importKinds.customers, ['نام', 'E-Mail', 'شهر', 'x'])).toEqual({ name: 'نام', email: 'E-Mail', city: 'شهر' });
  });
  test('lines of one order become one sale', () => {
    const { jobs, faults } = importKinds.purchases.plan(rows([
      { customer: '1', date: '2026-01-05', amount: '10', currency: 'EUR', order: 'A' },
      { customer: '1', date: '2026-01-05', amount: '20', currency: 'EUR', order: 'A' },
      { customer: '2', date: '2026-01-06', amount: '30', currency: 'EUR' },
      { customer: '2', date: 'soon', amount: '30', currency: 'EUR' },
    ]));
    expect(jobs.map((job) => job.lines)).toEqual([[2, 3], [4]]);
    expect(faults.map(({ line, fault }) => [line, fault.field, fault.fault])).toEqual([[5, 'date', 'no_date']]);
  });
  test('a row without any identifier is a fault', () => {
    expect(importKinds.customers.plan(rows([{ name: 'Ann' }])).faults[0]!.fault.fault).toBe('no_identifier');
  });
});

describe('a run', () => {
  const settled = (run: ReturnType<typeof importRun>) => new Promise<void>((done) => {
    const stop = run.subscribe(() => { if (!run.progress().running) { stop(); done(); } });
  });
  const now = (notify: () => void) => queueMicrotask(notify);

  test('counts, gives each line its key, and goes on after refusals', async () => {
    const keys: (string | undefined)[] = [];
    const jobs: Job[] = Array.from({ length: 20 }, (_, index) => ({
      lines: [index + 2], shown: '',
      run: async ({ key }) => {
        keys.push(key);
        if (index === 3) throw new ApiProblem({ status: 400, type: 'invalid-input' });
        return index % 2 ? 'unchanged' : 'recorded';
      },
    }));
    const run = importRun(jobs, 'leads-x', now);
    run.start();
    await settled(run);
    expect(run.progress()).toMatchObject({ recorded: 10, unchanged: 9, left: 0 });
    expect(run.progress().refused.map((one) => one.lines)).toEqual([[5]]);
    expect(new Set(keys).size).toBe(20);
  });

  test('stops when nothing can be sent, and goes on from there', async () => {
    let down = true;
    const jobs: Job[] = Array.from({ length: 30 }, (_, index) => ({
      lines: [index + 2], shown: '',
      run: async () => {
        if (down && index >= 10) throw new ApiProblem({ status: 503, type: 'department-unreachable' });
        return 'recorded';
      },
    }));
    const run = importRun(jobs, 'x', now);
    run.start();
    await settled(run);
    expect(run.progress()).toMatchObject({ recorded: 10, left: 20 });
    down = false;
    run.start();
    await settled(run);
    expect(run.progress()).toMatchObject({ recorded: 30, left: 0, refused: [] });
  });
});
