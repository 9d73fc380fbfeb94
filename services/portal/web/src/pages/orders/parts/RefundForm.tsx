// Gives money back line by line: units, and the amount that follows from them or another one.
import { Button, Form, Input } from 'antd';
import type { Invoice, Line, Order } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { FormDrawer } from '@/components/FormDrawer';
import { NumberInput } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { Money } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from '../words';
import styles from '../orders.module.css';
import { AmountInput } from './MoneyInput';
import { amountBack, leftOf } from './refund';

interface Back {
  quantity?: number;
  /** Minor units; follows from the units until written. */
  amount?: string;
  written?: boolean;
}

interface Values {
  back: Record<string, Back>;
  reason?: string;
}

export function RefundForm({ open, onClose, invoice, order }: { open: boolean; onClose: () => void; invoice: Invoice; order: Order }) {
  const t = useWords(words);
  const format = useFormat();
  const notify = useNotify();
  const { tell } = useTell('sales', 'refund_invoice', { quiet: true });
  const currency = invoice.total?.currency ?? '';
  const lines = order.lines ?? [];
  const told = (back: Record<string, Back> | undefined) => Object.entries(back ?? {})
    .filter(([, one]) => (one?.quantity ?? 0) > 0 || Number(one?.amount ?? 0) > 0)
    .map(([lineId, one]) => ({ lineId, quantity: String(one.quantity ?? 0), ...(one.written || !one.quantity ? { amountMinor: one.amount ?? '0' } : {}) }));
  return (
    <FormDrawer<Values>
      open={open}
      wide
      danger
      title={t('refund_title')}
      onClose={onClose}
      submitText={t('refund')}
      initial={{ back: Object.fromEntries(lines.map((line) => [line.lineId ?? '', {}])) }}
      onSubmit={async ({ back, reason }, key) => {
        const refund = await tell({ invoiceId: invoice.invoiceId!, lines: told(back), ...(reason?.trim() ? { reason: reason.trim() } : {}) }, { key });
        notify.done(t('refund_done', { amount: format.money(refund.total) }));
      }}
    >
      {(form) => (
        <>
          <p className="pv-muted">{t('refund_about')}</p>
          {lines.map((line) => <RefundLine key={line.lineId} line={line} currency={currency} onUnits={(quantity) => form.setFieldValue(['back', line.lineId ?? ''], quantity ? { quantity, amount: String(amountBack(line, quantity)) } : {})} />)}
          <Form.Item noStyle shouldUpdate>
            {() => {
              const back = form.getFieldValue('back') as Record<string, Back> | undefined;
              const sum = Object.values(back ?? {}).reduce((all, one) => all + BigInt(one?.amount ?? 0), 0n);
              return (
                <div className="pv-row pv-between">
                  <strong>{t('refund_sum')}: {sum > 0n ? <Money value={{ amountMinor: String(sum), currency }} /> : <span className="pv-muted">{t('refund_nothing')}</span>}</strong>
                  <Button
                    onClick={() => form.setFieldValue('back', Object.fromEntries(lines.map((line) => {
                      const quantity = Number(leftOf(line).units);
                      return [line.lineId ?? '', quantity > 0 ? { quantity, amount: String(amountBack(line, quantity)) } : {}];
                    })))}
                  >
                    {t('refund_all')}
                  </Button>
                </div>
              );
            }}
          </Form.Item>
          <Form.Item
            name="reason"
            label={t('reason')}
            dependencies={['back']}
            rules={[{ validator: () => (told(form.getFieldValue('back') as Record<string, Back>).length > 0 ? Promise.resolve() : Promise.reject(new Error(t('refund_nothing')))) }]}
          >
            <Input.TextArea rows={2} maxLength={1000} dir="auto" />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

function RefundLine({ line, currency, onUnits }: { line: Line; currency: string; onUnits: (quantity: number) => void }) {
  const t = useWords(words);
  const left = leftOf(line);
  const id = line.lineId ?? '';
  return (
    <fieldset className={styles.refundLine} disabled={left.minor === 0n}>
      <legend><bdi>{line.productName || line.sku}</bdi> <span className="pv-muted">· {t('refund_left', { count: Number(left.units) })} · <Money value={{ amountMinor: String(left.minor), currency }} /></span></legend>
      <Form.Item name={['back', id, 'quantity']} label={t('refund_units')}>
        <NumberInput min={0} max={Number(left.units)} disabled={left.units === 0n} onChange={(quantity) => onUnits(quantity ?? 0)} />
      </Form.Item>
      <Form.Item name={['back', id, 'amount']} label={t('amount')} getValueProps={(value: string | undefined) => ({ value })}>
        <WrittenAmount id={id} currency={currency} most={String(left.minor)} />
      </Form.Item>
      <Form.Item name={['back', id, 'written']} hidden><Input /></Form.Item>
    </fieldset>
  );
}

/** An amount a person wrote holds against the one that follows from the units. */
function WrittenAmount({ id, currency, most, ...item }: { id: string; currency: string; most: string; value?: string; onChange?: (value: string | undefined) => void }) {
  const form = Form.useFormInstance<Values>();
  return (
    <AmountInput
      {...item}
      currency={currency}
      most={most}
      onChange={(amount) => {
        item.onChange?.(amount);
        const follows = form.getFieldValue(['back', id, 'quantity']) as number | undefined;
        form.setFieldValue(['back', id, 'written'], amount !== undefined || !follows);
      }}
    />
  );
}
