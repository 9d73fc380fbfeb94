// Pages of orders or invoices: from the portal's items, or those that its search finds for a number.
import { useQueries } from '@tanstack/react-query';
import type { Item } from '@/api/generated/portal';
import { ask } from '@/api/client';
import { askKey, useAsk, useAskPages } from '@/api/hooks';
import type { Pages } from '@/api/hooks';
import { asProblem } from '@/api/problem';

const FOUND_LIMIT = 10; // each is asked for by itself: what was found says neither what is paid nor when it is due

export interface ItemFilter {
  customerId?: string | undefined;
  number?: string | undefined;
  closed?: boolean | undefined;
}

/** Items of one kind that fit; a number is searched for among all. */
export function useItems(kind: 'ITEM_ORDER' | 'ITEM_INVOICE', { customerId, number, closed }: ItemFilter): Pages<Item> {
  const listed = useAskPages('portal', 'list_items', {
    kind, ...(customerId ? { customerId } : {}), ...(closed === undefined ? {} : { closed }), limit: 50,
  }, { enabled: !number });
  const found = useAsk('portal', 'search', { q: number ?? '', kinds: [kind === 'ITEM_ORDER' ? 'HIT_ORDER' : 'HIT_INVOICE'], limit: FOUND_LIMIT }, { enabled: Boolean(number) });
  const items = useQueries({
    queries: (number ? found.data?.hits ?? [] : []).map(({ id: itemId = '' }) => ({
      queryKey: askKey('portal', 'get_item', { itemId }),
      queryFn: ({ signal }: { signal: AbortSignal }) => ask('portal', 'get_item', { itemId }, signal),
    })),
  });
  if (!number) return listed;
  const failed = items.find((one) => one.error);
  return {
    rows: items.flatMap((one) => (one.data ? [one.data.data] : [])),
    isPending: found.isPending || items.some((one) => one.isPending),
    isStale: found.isPlaceholderData,
    isFetching: found.isFetching || items.some((one) => one.isFetching),
    isFetchingNext: false,
    hasNext: false,
    fetchNext: () => undefined,
    error: found.error ?? (failed ? asProblem(failed.error) : null),
    refetch: () => {
      void found.refetch();
      items.forEach((one) => void one.refetch());
    },
  };
}
