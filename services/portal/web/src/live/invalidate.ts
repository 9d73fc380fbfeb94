// Which questions a change makes old: those to its department and to the portal's views, unless the question names a
// record or customer that the change does not touch.
import type { QueryClient } from '@tanstack/react-query';
import type { Change } from './stream';

/** Fields of questions that name what they are about. */
const NAMES = /^(id|.*Id)$/;

export function touches(change: Change, key: readonly unknown[]): boolean {
  const [department, , params] = key;
  if (department !== change.source && department !== 'portal') return false;
  if (department === 'portal' && change.source === 'portal' && key[1] === 'search') return false;
  const named = namesIn(params);
  if (named.length === 0) return true;
  const ids = new Set(Object.values(change.ids ?? {}));
  if (change.customerId) ids.add(change.customerId);
  if (ids.size === 0) return true;
  return named.some((name) => ids.has(name)) || !named.some((name) => looksLikeId(name));
}

function namesIn(params: unknown): string[] {
  if (params === null || typeof params !== 'object') return [];
  return Object.entries(params)
    .filter(([name, value]) => NAMES.test(name) && typeof value === 'string' && value !== '')
    .map(([, value]) => value as string);
}

function looksLikeId(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(value);
}

/** Asks anew what these questions were answered. An answer under way may have been given before the change: it is let through,
    and its question asked once more. */
export function makeOld(cache: QueryClient, fits: (key: readonly unknown[]) => boolean): void {
  for (const query of cache.getQueryCache().findAll({ predicate: ({ queryKey }) => fits(queryKey) })) {
    const again = (): void => void cache.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false });
    if (query.state.fetchStatus === 'fetching' && query.promise) void query.promise.then(again, again);
    else again();
  }
}
