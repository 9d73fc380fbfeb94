// Facts that filters may mention: their types (told by marketing), their groups and the values people choose among.
import { useMemo } from 'react';
import { useAsk } from '@/api/hooks';
import { useWordNames, wordTables, type WordTable } from '@/pages/analytics/names';
import { useWords } from '@/i18n/words';
import { useFormat } from '@/i18n/format';
import type { FactType } from './filterModel';
import { words } from './words';

const typeNames: Record<string, FactType> = {
  FACT_IS_TEXT: 'text', FACT_IS_NUMBER: 'number', FACT_IS_MONEY: 'money', FACT_IS_TIME: 'time', FACT_IS_FLAG: 'flag', FACT_IS_TEXTS: 'texts',
};

const groups = {
  person: ['kind', 'name', 'city', 'region', 'country', 'language', 'gender', 'birthday', 'birthday_month', 'household', 'time_zone', 'introduced', 'tags', 'decision_basis', 'personality_type'],
  contact: ['consent', 'do_not_disturb', 'has_email', 'has_phone'],
  value: ['segment', 'value_tier', 'lifecycle', 'last_purchase', 'purchases', 'spent', 'recency_score', 'frequency_score', 'monetary_score', 'rfm_cell', 'churn_risk', 'next_best_offer', 'lifetime_value'],
  loyalty: ['tier', 'points', 'member_since'],
  sales: ['owner', 'open_deals', 'open_value'],
  service: ['open_cases', 'worst_severity', 'last_satisfaction'],
} as const;
type GroupName = keyof typeof groups | 'other';

/** Group of counters whose values a fact takes, where it is counted. */
const counted: Record<string, string> = { tier: 'tier', segment: 'segment', value_tier: 'value', lifecycle: 'lifecycle', city: 'city', owner: 'owner', tags: 'label', rfm_cell: 'cell' };

export interface Facts {
  typeOf: (fact: string) => FactType;
  labelOf: (fact: string) => string;
  /** A value as people read it. */
  valueLabel: (fact: string, value: string) => string;
  options: { label: string; options: { value: string; label: string }[] }[];
  valuesOf: (fact: string) => { value: string; label: string }[];
  isPending: boolean;
}

export function useFacts(): Facts {
  const t = useWords(words);
  const names = useWordNames();
  const format = useFormat();
  const told = useAsk('marketing', 'list_filter_facts', {}, { staleTimeMs: 3_600_000 });
  const counters = useAsk('portal', 'list_counters', { groups: Object.values(counted), limit: 400 }, { staleTimeMs: 60_000 });
  return useMemo(() => {
    const types = new Map<string, FactType>([['consent', 'consent']]);
    for (const row of told.data?.rows ?? []) if (row.name) types.set(row.name, typeNames[row.type ?? ''] ?? 'text');
    const labelOf = (fact: string): string => {
      if (fact.startsWith('custom.')) return fact.slice(7).replace(/_/g, ' ');
      const key = `fact_${fact}` as Parameters<typeof t>[0];
      const text = t(key);
      return text === key ? fact.replace(/_/g, ' ') : text;
    };
    const tableOf = (fact: string): WordTable | undefined => (fact in wordTables ? (fact as WordTable) : undefined);
    const valueLabel = (fact: string, value: string): string => {
      const table = tableOf(fact);
      return table ? names(table, value) : format.digits(value);
    };
    const groupOf = (fact: string): GroupName =>
      (Object.keys(groups) as (keyof typeof groups)[]).find((name) => (groups[name] as readonly string[]).includes(fact)) ?? 'other';
    const all = [...types.keys()];
    const options = ([...Object.keys(groups), 'other'] as GroupName[])
      .map((name) => {
        const order = name === 'other' ? [] : (groups[name] as readonly string[]);
        return {
          label: t(`group_${name}` as Parameters<typeof t>[0]),
          options: all
            .filter((fact) => groupOf(fact) === name)
            .sort((a, b) => order.indexOf(a) - order.indexOf(b))
            .map((fact) => ({ value: fact, label: labelOf(fact) })),
        };
      })
      .filter((group) => group.options.length > 0);
    const valuesOf = (fact: string): { value: string; label: string }[] => {
      const table = tableOf(fact);
      const known = table && fact !== 'tier' ? [...wordTables[table]] : [];
      const seen = (counters.data?.rows ?? []).filter((row) => counted[fact] && row.group === counted[fact] && row.value).map((row) => row.value!);
      return [...new Set([...known, ...seen])].map((value) => ({ value, label: valueLabel(fact, value) }));
    };
    return { typeOf: (fact) => types.get(fact) ?? 'any', labelOf, valueLabel, options, valuesOf, isPending: told.isPending };
  }, [told.data, told.isPending, counters.data, t, names, format]);
}
