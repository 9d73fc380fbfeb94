// One invoice, with the lines of its order, its payments and refunds.
import { useAsk } from '@/api/hooks';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { CustomerLink, ErrorState, Loading, Shown } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { InvoicePanel } from './parts/InvoicePanel';
import { InvoiceTag } from './parts/InvoiceTag';
import { LineTable } from './parts/LineTable';
import { words } from './words';
import styles from './orders.module.css';

export function InvoicePage({ invoiceId }: { invoiceId: string }) {
  const t = useWords(words);
  const format = useFormat();
  const answer = useAsk('sales', 'get_invoice', { invoiceId }, { keep: false });
  const invoice = answer.data;
  const order = useAsk('sales', 'get_order', { orderId: invoice?.orderId ?? '' }, { enabled: Boolean(invoice?.orderId) });
  const path = [{ to: '/invoices', text: t('invoices') }];
  if (!invoice) {
    return answer.error ? <><PageHeader title={t('invoice')} path={path} /><ErrorState problem={answer.error} onAgain={() => void answer.refetch()} /></> : <Loading />;
  }
  return (
    <>
      <PageHeader
        title={`${t('invoice')} ${format.digits(invoice.number)}`}
        path={path}
        subtitle={<CustomerLink id={invoice.customerId} name={invoice.customerName} />}
        tags={<InvoiceTag invoice={invoice} />}
      />
      <div className={styles.columns}>
        <Panel title={t('lines')}>
          <Shown of={order} as="rows">{(shown) => <LineTable lines={shown.lines ?? []} currency={shown.total?.currency ?? ''} />}</Shown>
        </Panel>
        <InvoicePanel invoice={invoice} order={order.data} version={answer.version} />
      </div>
    </>
  );
}
