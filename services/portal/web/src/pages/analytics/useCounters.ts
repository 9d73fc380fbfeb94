// Counts that the portal keeps: customers and what they spent by segment, cell, tier and stage of life.
import { useMemo } from 'react';
import { useAsk } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import type { Counter } from '@/api/generated/portal';

export interface Counted {
  value: string;
  count: number;
  /** In minor units of the currency asked for. */
  spentMinor: number;
}

export interface Counters {
  of: (group: string, order?: readonly string[]) => Counted[];
  currency: string;
  isPending: boolean;
  error: ApiProblem | null;
  refetch: () => unknown;
}

function spentIn(row: Counter, currency: string): number {
  return Number((row.amounts ?? []).find((amount) => amount.currency === currency)?.amountMinor ?? 0);
}

export function useCounters(): Counters {
  const asked = useAsk('portal', 'list_counters', { groups: ['segment', 'cell', 'rf', 'tier', 'value', 'lifecycle', 'all'], limit: 500 });
  const rows = asked.data?.rows;
  return useMemo(() => {
    const all = rows ?? [];
    const sums = new Map<string, number>();
    for (const row of all)
      for (const amount of row.group === 'segment' ? (row.amounts ?? []) : []) sums.set(amount.currency ?? '', (sums.get(amount.currency ?? '') ?? 0) + Number(amount.amountMinor ?? 0));
    const currency = [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
    const of = (group: string, order?: readonly string[]): Counted[] => {
      const found = all
        .filter((row) => row.group === group && (row.value || group === 'all') && Number(row.count ?? 0) > 0)
        .map((row) => ({ value: row.value ?? '', count: Number(row.count), spentMinor: spentIn(row, currency) }));
      if (!order) return found.sort((a, b) => b.count - a.count);
      const at = (value: string): number => (order.includes(value) ? order.indexOf(value) : order.length);
      return found.sort((a, b) => at(a.value) - at(b.value));
    };
    return { of, currency, isPending: asked.isPending, error: asked.error, refetch: asked.refetch };
  }, [rows, asked.isPending, asked.error, asked.refetch]);
}
