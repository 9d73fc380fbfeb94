// What lies on a desk, put into groups by when it is due.
import type { QueryClient } from '@tanstack/react-query';
import type { Answer } from '@/api/client';
import type { Inbox, Item } from '@/api/generated/portal';
import { toMs } from '@/i18n/format';

export type When = 'overdue' | 'today' | 'week' | 'later' | 'undated';
export const whens: When[] = ['overdue', 'today', 'week', 'later', 'undated'];

const DAY_MS = 86_400_000;

export function endOfToday(now = new Date()): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
}

export function whenOf(item: Item, now: number, tonight: number): When {
  const due = toMs(item.dueAtMs);
  if (due === undefined) return item.alarm || (item.priority ?? 0) >= 4 ? 'today' : 'undated';
  if (due < now) return 'overdue';
  if (due < tonight) return 'today';
  return due < tonight + 7 * DAY_MS ? 'week' : 'later';
}

/** Urgent first, then by due time, then the oldest. */
export function order(a: Item, b: Item): number {
  const due = (item: Item): number => toMs(item.dueAtMs) ?? Number.MAX_SAFE_INTEGER;
  return due(a) - due(b) || (b.priority ?? 0) - (a.priority ?? 0) || Number(a.openedAtMs ?? 0) - Number(b.openedAtMs ?? 0);
}

export interface Snooze {
  hour: number;
  tomorrow: number;
  week: number;
}

export function snoozes(now = new Date()): Snooze {
  const morning = (days: number): number => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9).getTime();
  return { hour: now.getTime() + 3_600_000, tomorrow: morning(1), week: morning(7) };
}

const lists = ['activities', 'leads', 'deals', 'cases', 'leadsUnassigned', 'casesUnassigned'] as const;

/** Takes an item off every desk shown at once; the answer puts it back. */
export function takeOff(cache: QueryClient, itemId: string): () => void {
  const before = cache.getQueriesData<Answer<Inbox>>({ queryKey: ['portal', 'get_inbox'] });
  for (const [key, answer] of before) {
    if (!answer) continue;
    const data = { ...answer.data };
    for (const list of lists) if (data[list]) data[list] = data[list].filter((item) => item.itemId !== itemId);
    cache.setQueryData(key, { ...answer, data });
  }
  return () => before.forEach(([key, answer]) => cache.setQueryData(key, answer));
}
