// Records a sale (order, invoice and payment at once) or places an order that is invoiced later.
import { Form, Segmented } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useTell } from '@/api/hooks';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { useNotify } from '@/components/notify';
import { useWords } from '@/i18n/words';
import { CustomerSelect } from '@/components/inputs';
import { words } from '../words';
import { CodeInput } from './channel';
import { rememberedCurrency } from './currency';
import { LineEditor } from './LineEditor';
import { linesToTell, newLine } from './lines';
import type { EditedLine } from './lines';
import { CurrencySelect } from './MoneyInput';

interface SaleValues {
  customerId: string;
  currency: string;
  lines: EditedLine[];
  channel?: string;
  paymentMethod?: string;
  soldAtMs?: string;
}

interface SaleFormProps {
  open: boolean;
  onClose: () => void;
  /** sale: paid at once; order: invoiced and paid later. Chosen in the form if not given. */
  as?: 'sale' | 'order';
  customerId?: string | undefined;
  customerName?: string | undefined;
  /** Deal the order comes from, with its lines. */
  dealId?: string | undefined;
  lines?: EditedLine[];
  currency?: string | undefined;
}

export function SaleForm({ open, onClose, as, customerId, customerName, dealId, lines, currency }: SaleFormProps) {
  const t = useWords(words);
  const notify = useNotify();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<'sale' | 'order'>('sale');
  const kind = as ?? chosen;
  const sale = useTell('sales', 'record_sale', { quiet: true });
  const order = useTell('sales', 'place_order', { quiet: true });
  const submit = async (values: SaleValues, key: string): Promise<void> => {
    const common = {
      customer: { customerId: values.customerId },
      currency: values.currency,
      lines: linesToTell(values.lines),
      ...(values.channel ? { channel: values.channel } : {}),
    };
    if (kind === 'sale') {
      const done = await sale.tell({
        ...common,
        ...(values.paymentMethod ? { paymentMethod: values.paymentMethod } : {}),
        ...(values.soldAtMs ? { soldAtMs: values.soldAtMs } : {}),
      }, { key });
      notify.done(t('sale_done', { number: done.number }));
      return;
    }
    const done = await order.tell({
      ...common,
      ...(dealId ? { dealId } : {}),
      ...(values.soldAtMs ? { placedAtMs: values.soldAtMs } : {}),
    }, { key });
    notify.done(t('order_done', { number: done.number }));
    if (dealId && done.orderId) void navigate(`/orders/${done.orderId}`);
  };
  return (
    <FormDrawer<SaleValues>
      open={open}
      wide
      title={kind === 'sale' ? t('record_sale') : t('new_order')}
      onClose={onClose}
      initial={{
        ...(customerId ? { customerId } : {}),
        currency: currency ?? rememberedCurrency(),
        lines: lines?.length ? lines : [newLine()],
        channel: 'shop',
        paymentMethod: 'card',
      }}
      onSubmit={submit}
      submitText={kind === 'sale' ? t('record_sale') : t('new_order')}
    >
      {(form) => (
        <>
          {!as && (
            <Form.Item>
              <Segmented
                block
                value={kind}
                onChange={setChosen}
                options={[{ value: 'sale', label: t('record_sale') }, { value: 'order', label: t('new_order') }]}
              />
            </Form.Item>
          )}
          <p className="pv-muted">{kind === 'sale' ? t('record_sale_about') : t('new_order_about')}</p>
          <Form.Item name="customerId" label={t('customer')} rules={[{ required: true }]}>
            <CustomerSelect name={customerName} disabled={Boolean(customerId)} />
          </Form.Item>
          <div className="pv-fields">
            <Form.Item name="currency" label={t('currency')} required>
              <CurrencySelect />
            </Form.Item>
            <Form.Item name="channel" label={t('channel')}>
              <CodeInput of="SaleChannel" />
            </Form.Item>
          </div>
          <Form.Item noStyle shouldUpdate={(before: SaleValues, after: SaleValues) => before.currency !== after.currency || before.customerId !== after.customerId}>
            {() => (
              <Form.Item
                name="lines"
                label={t('lines')}
                rules={[{ validator: (_, value: EditedLine[]) => (linesToTell(value).length > 0 ? Promise.resolve() : Promise.reject(new Error(t('lines_needed')))) }]}
                required
              >
                <LineEditor currency={(form.getFieldValue('currency') as string | undefined) ?? rememberedCurrency()} customerId={form.getFieldValue('customerId') as string | undefined} />
              </Form.Item>
            )}
          </Form.Item>
          <div className="pv-fields">
            {kind === 'sale' && (
              <Form.Item name="paymentMethod" label={t('method')}>
                <CodeInput of="PaymentMethod" />
              </Form.Item>
            )}
            <Form.Item name="soldAtMs" label={kind === 'sale' ? t('sold_at') : t('placed')}>
              <DateInput withTime max={Date.now()} placeholder={t('now')} />
            </Form.Item>
          </div>
        </>
      )}
    </FormDrawer>
  );
}
