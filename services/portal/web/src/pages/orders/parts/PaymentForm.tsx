// Notes a payment on an invoice, in part or in full.
import { AutoComplete, Form } from 'antd';
import type { Invoice } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { useNotify } from '@/components/notify';
import { useWords } from '@/i18n/words';
import { words } from '../words';
import { owedOf } from './InvoiceTag';
import { AmountInput } from './MoneyInput';

interface Values {
  amount: string;
  method: string;
  receivedAtMs?: string;
}

export function PaymentForm({ open, onClose, invoice, version }: { open: boolean; onClose: () => void; invoice: Invoice; version: string | undefined }) {
  const t = useWords(words);
  const notify = useNotify();
  const { tell } = useTell('sales', 'receive_payment', { quiet: true });
  const owed = owedOf(invoice.total, invoice.paidMinor);
  const currency = owed.currency ?? '';
  return (
    <FormDrawer<Values>
      open={open}
      title={t('receive_payment')}
      onClose={onClose}
      initial={{ amount: String(owed.amountMinor ?? '0'), method: 'transfer' }}
      onSubmit={async ({ amount, method, receivedAtMs }, key) => {
        const now = await tell({ invoiceId: invoice.invoiceId!, amount: { amountMinor: amount, currency }, method, ...(receivedAtMs ? { receivedAtMs } : {}) }, { key, version });
        notify.done(t(now.state === 'INVOICE_PAID' ? 'invoice_paid_done' : 'payment_done'));
      }}
    >
      <Form.Item name="amount" label={`${t('amount')} (${currency})`} rules={[{ required: true }]}><AmountInput currency={currency} most={owed.amountMinor} /></Form.Item>
      <Form.Item name="method" label={t('method')}>
        <AutoComplete options={['cash', 'card', 'transfer', 'online'].map((value) => ({ value, label: t(`method_${value}` as 'method_cash') }))} />
      </Form.Item>
      <Form.Item name="receivedAtMs" label={t('received')}><DateInput withTime max={Date.now()} placeholder={t('now')} /></Form.Item>
    </FormDrawer>
  );
}
