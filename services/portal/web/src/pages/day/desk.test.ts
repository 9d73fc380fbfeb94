import { describe, expect, it } from 'vitest';
import type { Item } from '@/api/generated/portal';
import { endOfToday, order, snoozes, whenOf } from './desk';

const now = new Date(2026, 2, 21, 15, 30).getTime();
const tonight = endOfToday(new Date(now));
const at = (dueAtMs: number | undefined, more: Partial<Item> = {}): Item => ({ ...more, ...(dueAtMs === undefined ? {} : { dueAtMs: String(dueAtMs) }) });

describe('the desk', () => {
  it.each([
    [now - 1, 'overdue'],
    [now + 60_000, 'today'],
    [tonight - 1, 'today'],
    [tonight, 'week'],
    [tonight + 8 * 86_400_000, 'later'],
    [undefined, 'undated'],
  ])('due %s is %s', (due, when) => expect(whenOf(at(due), now, tonight)).toBe(when));
  it('brings urgent things without a date to today', () => {
    expect(whenOf(at(undefined, { priority: 4 }), now, tonight)).toBe('today');
    expect(whenOf(at(undefined, { alarm: true }), now, tonight)).toBe('today');
  });
  it('puts what is due first on top, then the urgent, then the oldest', () => {
    const items = [at(undefined, { itemId: 'late', openedAtMs: '9' }), at(undefined, { itemId: 'old', openedAtMs: '5' }), at(undefined, { itemId: 'urgent', priority: 4 }), at(now, { itemId: 'due' })];
    expect(items.sort(order).map((item) => item.itemId)).toEqual(['due', 'urgent', 'old', 'late']);
  });
  it('puts things off to mornings', () => {
    const times = snoozes(new Date(now));
    expect(new Date(times.tomorrow).getHours()).toBe(9);
    expect(new Date(times.tomorrow).getDate()).toBe(22);
    expect(times.hour - now).toBe(3_600_000);
    expect(new Date(times.week).getDate()).toBe(28);
  });
});
