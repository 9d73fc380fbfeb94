// What an invoice says of money: total, paid, owed, given back; payments and refunds, and the forms that add to them.
import { Button, Progress } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Invoice, Order } from '@/api/generated/sales';
import { useAsk } from '@/api/hooks';
import { useSession } from '@/app/session';
import { Panel } from '@/components/Panel';
import { Money, Shown, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from '../words';
import styles from '../orders.module.css';
import { InvoiceTag, owedOf } from './InvoiceTag';
import { PaymentForm } from './PaymentForm';
import { RefundForm } from './RefundForm';

export function InvoicePanel({ invoice, order, version, link }: { invoice: Invoice; order: Order | undefined; version: string | undefined; link?: boolean }) {
  const t = useWords(words);
  const format = useFormat();
  const { may } = useSession();
  const [form, setForm] = useState<'pay' | 'refund'>();
  const currency = invoice.total?.currency ?? '';
  const total = Number(invoice.total?.amountMinor ?? 0);
  const paid = Number(invoice.paidMinor ?? 0);
  const back = Number(invoice.refundedMinor ?? 0);
  const money = (minor: number | string) => <Money value={{ amountMinor: minor, currency }} />;
  return (
    <Panel
      title={link ? <span className="pv-row"><Link to={`/invoices/${invoice.invoiceId}`}>{t('invoice')} {format.digits(invoice.number)}</Link><InvoiceTag invoice={invoice} /></span> : t('payment')}
    >
      <dl className={styles.facts}>
        <div><dt>{t('total')}</dt><dd className={styles.big}><Money value={invoice.total} /></dd></div>
        {invoice.state === 'INVOICE_OPEN'
          ? <div><dt>{t('owed')}</dt><dd className={styles.big}><Money value={owedOf(invoice.total, invoice.paidMinor)} /></dd></div>
          : <div><dt>{t('paid')}</dt><dd><When value={invoice.paidAtMs} as="date" /></dd></div>}
        <div><dt>{t('issued')}</dt><dd><When value={invoice.issuedAtMs} as="date" /></dd></div>
        {invoice.state === 'INVOICE_OPEN' && <div><dt>{t('due')}</dt><dd><When value={invoice.dueAtMs} as="date" due /></dd></div>}
        {back > 0 && <div><dt>{t('refunded')}</dt><dd>{money(back)}</dd></div>}
      </dl>
      {invoice.state === 'INVOICE_OPEN' && total > 0 && (
        <Progress percent={Math.round((paid / total) * 100)} format={() => t('paid_of', { paid: format.money({ amountMinor: paid, currency }), total: format.money(invoice.total) })} size={{ height: 8 }} aria-label={t('paid')} />
      )}
      <div className={styles.buttons}>
        {invoice.state === 'INVOICE_OPEN' && may('sales', 'receive_payment') && <Button type="primary" onClick={() => setForm('pay')}>{t('receive_payment')}</Button>}
        {invoice.state === 'INVOICE_PAID' && back < paid && may('sales', 'refund_invoice') && <Button onClick={() => setForm('refund')} disabled={!order}>{t('refund')}</Button>}
      </div>
      <h3 className={styles.small}>{t('payments')}</h3>
      <Payments invoice={invoice} />
      {back > 0 && <><h3 className={styles.small}>{t('refunds')}</h3><Refunds invoice={invoice} order={order} /></>}
      <PaymentForm open={form === 'pay'} onClose={() => setForm(undefined)} invoice={invoice} version={version} />
      {order && <RefundForm open={form === 'refund'} onClose={() => setForm(undefined)} invoice={invoice} order={order} />}
    </Panel>
  );
}

function Payments({ invoice }: { invoice: Invoice }) {
  const t = useWords(words);
  const nameOf = useNames();
  const { may } = useSession();
  const payments = useAsk('sales', 'list_payments', { invoiceId: invoice.invoiceId!, limit: 100 }, { enabled: may('sales', 'list_payments') });
  if (invoice.method && invoice.state === 'INVOICE_PAID') return <p className="pv-muted">{t('paid_at_once', { method: nameOf(invoice.method, 'PaymentMethod') })}</p>;
  return (
    <Shown of={payments} as="line">
      {(page) => (page.rows?.length ?? 0) === 0 ? <p className="pv-muted">{t('payments_none')}</p> : (
        <ul className={styles.rows}>
          {page.rows!.map((payment) => (
            <li key={payment.paymentId}><span><When value={payment.receivedAtMs} as="date" /> <span className="pv-muted">{nameOf(payment.method, 'PaymentMethod')}</span></span><Money value={payment.amount} /></li>
          ))}
        </ul>
      )}
    </Shown>
  );
}

function Refunds({ invoice, order }: { invoice: Invoice; order: Order | undefined }) {
  const format = useFormat();
  const refunds = useAsk('sales', 'list_refunds', { invoiceId: invoice.invoiceId!, limit: 100 });
  const nameOf = (lineId: string | undefined): string => order?.lines?.find((line) => line.lineId === lineId)?.productName ?? lineId ?? '';
  return (
    <Shown of={refunds} as="line">
      {(page) => (
        <ul className={styles.rows}>
          {(page.rows ?? []).map((refund) => (
            <li key={refund.refundId}>
              <span>
                <When value={refund.givenAtMs} as="date" />{' '}
                <span className="pv-muted"><bdi>{[refund.reason, ...(refund.lines ?? []).map((line) => `${Number(line.quantity ?? 0) > 0 ? `${format.number(line.quantity!)} × ` : ''}${nameOf(line.lineId)}`)].filter(Boolean).join(' · ')}</bdi></span>
              </span>
              <Money value={refund.total} />
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}
