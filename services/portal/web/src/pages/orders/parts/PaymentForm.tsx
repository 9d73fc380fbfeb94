// Notes a payment on an invoice, in part or in full.
import { Form } from 'antd';
import type { Invoice } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { useNotify } from '@/components/notify';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from '../words';
import { CodeInput } from './channel';
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
  const format = useFormat();
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
      <Form.Item name="amount" label={`${t('amount')} (${format.currency(currency)})`} rules={[{ required: true }]}><AmountInput currency={currency} most={owed.amountMinor} /></Form.Item>
      <Form.Item name="method" label={t('method')}>
        <CodeInput of="PaymentMethod" />
      </Form.Item>
      <Form.Item name="receivedAtMs" label={t('received')}><DateInput withTime max={Date.now()} placeholder={t('now')} /></Form.Item>
    </FormDrawer>
  );
}
