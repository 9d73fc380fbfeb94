// How an invoice stands: open, overdue or paid; and what is still owed.
import { StateTag, useNow } from '@/components/small';
import { toMs } from '@/i18n/format';
import type { MoneyLike } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from '../words';

/** Of an invoice as sales or the portal gives it. */
export function InvoiceTag({ invoice }: { invoice: { state?: string; dueAtMs?: string } }) {
  const t = useWords(words);
  const now = useNow();
  const due = toMs(invoice.dueAtMs);
  if (invoice.state === 'INVOICE_OPEN' && due !== undefined && due < now) return <StateTag tone="bad">{t('invoice_overdue')}</StateTag>;
  return <StateTag tone={invoice.state === 'INVOICE_PAID' ? 'good' : 'warn'}>{t(`state_${invoice.state}` as 'state_INVOICE_OPEN')}</StateTag>;
}

export function owedOf(total: MoneyLike | undefined, paidMinor: string | undefined): MoneyLike {
  return {
    amountMinor: String(BigInt(total?.amountMinor ?? 0) - BigInt(paidMinor ?? 0)),
    ...(total?.currency ? { currency: total.currency } : {}),
  };
}
