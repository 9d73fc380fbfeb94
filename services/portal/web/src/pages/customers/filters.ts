// The filters of the list, as they stand in the address: other pages link to it with them.
export const FILTERS = ['word', 'kind', 'segment', 'rfmCell', 'rf', 'tier', 'valueTier', 'lifecycle', 'owner', 'city', 'label', 'listId', 'order'] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filter = Partial<Record<FilterName, string | undefined>>;

export const SEGMENTS = ['champions', 'loyal', 'potential_loyalist', 'new', 'promising', 'need_attention', 'about_to_sleep', 'at_risk', 'cannot_lose', 'hibernating', 'lost'];
export const VALUE_TIERS = ['platinum', 'gold', 'silver', 'bronze', 'tin'];
export const LIFECYCLES = ['awareness', 'acquisition', 'retention', 'development', 'attrition'];

/** Names in the address may be written as in answers or with underscores. */
export function readFilter(query: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const name of FILTERS) {
    const value = query.get(name) ?? query.get(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    if (value) filter[name] = value;
  }
  return filter;
}
