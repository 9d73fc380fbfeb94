// Pages of orders or invoices: from the portal's items, or what its search finds for a number.
import type { Item, SearchHit } from '@/api/generated/portal';
import { useAsk, useAskPages } from '@/api/hooks';
import type { Pages } from '@/api/hooks';

const FOUND_LIMIT = 50; // as many as the search gives

export interface ItemFilter {
  customerId?: string | undefined;
  number?: string | undefined;
  closed?: boolean | undefined;
}

function itemOf(hit: SearchHit): Item {
  return {
    itemId: hit.id ?? '', number: hit.number ?? '', customerId: hit.customerId ?? '', customerName: hit.subtitle ?? '', title: hit.title ?? '',
    state: hit.state ?? '', closed: !hit.open, openedAtMs: hit.atMs ?? '0', ...(hit.amount ? { amount: hit.amount } : {}),
  };
}

/** Items of one kind that fit; a number is searched for among all. */
export function useItems(kind: 'ITEM_ORDER' | 'ITEM_INVOICE', { customerId, number, closed }: ItemFilter): Pages<Item> {
  const listed = useAskPages('portal', 'list_items', {
    kind, ...(customerId ? { customerId } : {}), ...(closed === undefined ? {} : { closed }), limit: 50,
  }, { enabled: !number });
  const found = useAsk('portal', 'search', { q: number ?? '', kinds: [kind === 'ITEM_ORDER' ? 'HIT_ORDER' : 'HIT_INVOICE'], limit: FOUND_LIMIT }, { enabled: Boolean(number) });
  if (!number) return listed;
  return {
    rows: (found.data?.hits ?? []).map(itemOf), isPending: found.isPending, isStale: found.isPlaceholderData, isFetching: found.isFetching,
    isFetchingNext: false, hasNext: false, fetchNext: () => undefined, error: found.error, refetch: () => void found.refetch(),
  };
}
