// What a person changed of a deal, and how it stands against what somebody else changed meanwhile.
import type { ChangeDeal, Deal } from '@/api/generated/sales';
import type { ConflictField } from '@/components/ConflictDialog';
import type { Format, MoneyLike } from '@/i18n/format';
import type { Translate } from '@/i18n/words';
import type { words } from './words';
import type { DealValues } from './DealForm';

type Changed = Omit<ChangeDeal, 'dealId'>;
type DealWord = keyof (typeof words)['en'] & string;

const sameMoney = (a: MoneyLike | undefined, b: MoneyLike | undefined): boolean =>
  String(a?.amountMinor ?? '') === String(b?.amountMinor ?? '') && (!a?.amountMinor || a.currency === b?.currency);

/** Only the fields that differ: what was not touched is left to whoever else changes it. */
export function changedFields(before: Deal, values: Partial<DealValues>): Changed {
  const change: Changed = {};
  if (values.title !== undefined && values.title.trim() !== (before.title ?? '')) change.title = values.title.trim();
  if (values.value?.amountMinor !== undefined && !sameMoney(values.value, before.value)) {
    change.value = { amountMinor: String(values.value.amountMinor), currency: values.value.currency };
  }
  if (values.owner && values.owner !== before.owner) change.owner = values.owner;
  if (values.expectedCloseAtMs && values.expectedCloseAtMs !== before.expectedCloseAtMs) change.expectedCloseAtMs = values.expectedCloseAtMs;
  if (values.nextStep !== undefined && values.nextStep.trim() !== (before.nextStep ?? '')) change.nextStep = values.nextStep.trim();
  if (values.competitors && values.competitors.join('\n') !== (before.competitors ?? []).join('\n')) change.competitors = values.competitors;
  return change;
}

export function conflictFields(change: Changed, theirs: Deal, t: Translate<DealWord>, format: Format): ConflictField[] {
  const fields: ConflictField[] = [];
  const put = (label: string, mine: string | undefined, now: string | undefined): void => {
    fields.push({ label, mine: mine || t('not_set'), theirs: now || t('not_set') });
  };
  if (change.title !== undefined) put(t('title'), change.title, theirs.title);
  if (change.value) put(t('value'), format.money(change.value), format.money(theirs.value));
  if (change.owner) put(t('owner'), change.owner, theirs.owner);
  if (change.expectedCloseAtMs) put(t('closes'), format.date(change.expectedCloseAtMs), format.date(theirs.expectedCloseAtMs));
  if (change.nextStep !== undefined) put(t('next_step'), change.nextStep, theirs.nextStep);
  if (change.competitors) put(t('competitors'), change.competitors.join(', '), (theirs.competitors ?? []).join(', '));
  return fields;
}
