// One order: its lines, its invoice with payments and refunds, or what to do next with it.
import { FileDoneOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Order } from '@/api/generated/sales';
import { useAsk, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { useNotify } from '@/components/notify';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { CustomerLink, ErrorState, Loading, Money, Shown, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { InvoicePanel } from './parts/InvoicePanel';
import { LineTable } from './parts/LineTable';
import { words } from './words';
import styles from './orders.module.css';

const TERM_MS = 30 * 86_400_000;

export function OrderPage({ orderId }: { orderId: string }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const { may } = useSession();
  const [form, setForm] = useState<'invoice' | 'cancel'>();
  const answer = useAsk('sales', 'get_order', { orderId }, { keep: false });
  const order = answer.data;
  const path = [{ to: '/orders', text: t('orders') }];
  if (!order) {
    return answer.error ? <><PageHeader title={t('order')} path={path} /><ErrorState problem={answer.error} onAgain={() => void answer.refetch()} /></> : <Loading />;
  }
  const placed = order.state === 'ORDER_PLACED';
  return (
    <>
      <PageHeader
        title={`${t('order')} ${format.digits(order.number)}`}
        path={path}
        subtitle={<CustomerLink id={order.customerId} name={order.customerName} />}
        tags={<StateTag value={order.state}>{t(`state_${order.state}` as 'state_ORDER_PLACED')}</StateTag>}
        actions={placed && may('sales', 'issue_invoice') && (
          <>
            <Button type="primary" icon={<FileDoneOutlined />} onClick={() => setForm('invoice')}>{t('issue_invoice')}</Button>
            <Button danger onClick={() => setForm('cancel')}>{t('cancel_order')}</Button>
          </>
        )}
      />
      <div className={styles.columns}>
        <Panel title={t('lines')}>
          <LineTable lines={order.lines ?? []} currency={order.total?.currency ?? ''} />
        </Panel>
        <div className={styles.stack}>
          <section className="pv-panel">
            <dl className={styles.facts}>
              <div><dt>{t('total')}</dt><dd className={styles.big}><Money value={order.total} /></dd></div>
              <div><dt>{t('placed')}</dt><dd><When value={order.placedAtMs} as="dateTime" /></dd></div>
              {order.channel && <div><dt>{t('channel')}</dt><dd>{nameOf(order.channel, 'SaleChannel')}</dd></div>}
              {order.dealId && <div><dt>{t('from_deal')}</dt><dd><Link to={`/deals/${order.dealId}`}>{t('show')}</Link></dd></div>}
              {order.businessKey && <div><dt>{t('business_key')}</dt><dd><bdi>{order.businessKey}</bdi></dd></div>}
            </dl>
          </section>
          {order.invoiceId ? <Invoice order={order} invoiceId={order.invoiceId} /> : placed && <p className="pv-muted">{t('not_invoiced')}</p>}
        </div>
      </div>
      <IssueForm order={order} open={form === 'invoice'} onClose={() => setForm(undefined)} />
      <CancelForm order={order} version={answer.version} open={form === 'cancel'} onClose={() => setForm(undefined)} />
    </>
  );
}

function Invoice({ order, invoiceId }: { order: Order; invoiceId: string }) {
  const invoice = useAsk('sales', 'get_invoice', { invoiceId });
  return <Shown of={invoice} as="rows">{(shown) => <InvoicePanel invoice={shown} order={order} version={invoice.version} link />}</Shown>;
}

interface FormOf {
  order: Order;
  version: string | undefined;
  open: boolean;
  onClose: () => void;
}

function IssueForm({ order, open, onClose }: Omit<FormOf, 'version'>) {
  const t = useWords(words);
  const notify = useNotify();
  const { tell } = useTell('sales', 'issue_invoice', { quiet: true });
  return (
    <FormDrawer<{ dueAtMs?: string }>
      open={open}
      title={t('issue_invoice')}
      onClose={onClose}
      submitText={t('issue_invoice')}
      initial={{ dueAtMs: String(Date.now() + TERM_MS) }}
      onSubmit={async ({ dueAtMs }, key) => {
        const invoice = await tell({ orderId: order.orderId!, ...(dueAtMs ? { dueAtMs } : {}) }, { key });
        notify.done(t('issued_done', { number: invoice.number }));
      }}
    >
      <p className="pv-muted">{t('issue_about')}</p>
      <Form.Item name="dueAtMs" label={t('due')}><DateInput min={Date.now()} /></Form.Item>
    </FormDrawer>
  );
}

function CancelForm({ order, version, open, onClose }: FormOf) {
  const t = useWords(words);
  const { tell } = useTell('sales', 'cancel_order', { quiet: true, done: t('cancelled_done') });
  return (
    <FormDrawer<{ reason: string }> open={open} danger title={t('cancel_order')} onClose={onClose} submitText={t('cancel_order')} onSubmit={({ reason }, key) => tell({ orderId: order.orderId!, reason }, { key, version })}>
      <p className="pv-muted">{t('cancel_about')}</p>
      <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={2} maxLength={1000} dir="auto" />
      </Form.Item>
    </FormDrawer>
  );
}
