// Words that departments store in lower case (segments, tiers, stages of life, channels in filters), their order and names.
import { useMemo } from 'react';
import { useNames } from '@/i18n/names';

export const wordTables = {
  segment: ['champions', 'loyal', 'potential_loyalist', 'new', 'promising', 'need_attention', 'about_to_sleep', 'at_risk', 'cannot_lose', 'hibernating', 'lost'],
  value_tier: ['platinum', 'gold', 'silver', 'bronze', 'tin'],
  tier: ['platinum', 'gold', 'silver', 'bronze', 'member'],
  lifecycle: ['awareness', 'acquisition', 'retention', 'development', 'attrition'],
  kind: ['person', 'company', 'internal'],
  worst_severity: ['minor', 'moderate', 'severe', 'critical'],
  channel: ['email', 'sms', 'phone', 'letter', 'web', 'chat', 'social', 'fax', 'in_person'],
  purpose: ['marketing', 'service', 'research', 'profiling'],
} as const;
export type WordTable = keyof typeof wordTables;

const asEnum: readonly string[] = ['kind', 'worst_severity', 'channel', 'purpose'];

/** Names in the language of now: name('segment', 'champions'). */
export function useWordNames(): (table: WordTable, word: string | undefined) => string {
  const nameOf = useNames();
  return useMemo(() => (table, word) => nameOf(asEnum.includes(table) ? word?.toUpperCase() : word), [nameOf]);
}
