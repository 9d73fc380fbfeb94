// Invoices: open ones first; of one state, of one customer, or the one with a number.
import { Segmented } from 'antd';
import type { Invoice, InvoiceState } from '@/api/generated/sales';
import { useAskPages } from '@/api/hooks';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { CustomerSelect } from '@/components/inputs';
import { CustomerLink, EmptyState, Money, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useQuery } from './OrderList';
import { InvoiceTag, owedOf } from './parts/InvoiceTag';
import { NumberSearch } from './parts/NumberSearch';
import { words } from './words';

export function InvoiceList() {
  const t = useWords(words);
  const format = useFormat();
  const [query, set] = useQuery();
  const customerId = query.get('customer') ?? undefined;
  const number = customerId ? undefined : query.get('number') ?? undefined;
  const state = (customerId || number ? 'ALL' : query.get('state') ?? 'INVOICE_OPEN') as InvoiceState | 'ALL';
  const pages = useAskPages('sales', 'list_invoices', {
    ...(customerId ? { customerId } : number ? { number } : state === 'ALL' ? {} : { state }), limit: 50,
  });
  const columns: Column<Invoice>[] = [
    { key: 'number', title: t('number'), phone: 'title', render: (invoice) => <span className="pv-number">{format.digits(invoice.number)}</span> },
    { key: 'customer', title: t('customer'), render: (invoice) => <CustomerLink id={invoice.customerId} name={invoice.customerName} /> },
    { key: 'total', title: t('total'), align: 'end', render: (invoice) => <Money value={invoice.total} /> },
    { key: 'owed', title: t('owed'), align: 'end', render: (invoice) => (invoice.state === 'INVOICE_OPEN' ? <Money value={owedOf(invoice)} /> : null) },
    { key: 'state', title: t('state'), phone: 'tag', render: (invoice) => <InvoiceTag invoice={invoice} /> },
    { key: 'due', title: t('due'), render: (invoice) => (invoice.state === 'INVOICE_OPEN' ? <When value={invoice.dueAtMs} as="date" due /> : null) },
    { key: 'issued', title: t('issued'), render: (invoice) => <When value={invoice.issuedAtMs} as="date" /> },
  ];
  return (
    <DataTable<Invoice>
      label={t('invoices')}
      pages={pages}
      columns={columns}
      rowKey={(invoice) => invoice.invoiceId ?? ''}
      rowName={(invoice) => invoice.number ?? ''}
      href={(invoice) => `/invoices/${invoice.invoiceId}`}
      filtered={Boolean(customerId || number)}
      onClearFilters={() => set({ customer: undefined, name: undefined, number: undefined, state: undefined })}
      empty={<EmptyState title={t('invoices_none')} hint={t('invoices_none_about')} />}
      toolbar={
        <div className="pv-row pv-filters">
          <Segmented
            aria-label={t('state')}
            value={state}
            onChange={(chosen) => set({ state: chosen === 'INVOICE_OPEN' ? undefined : String(chosen), customer: undefined, name: undefined, number: undefined })}
            options={[{ value: 'INVOICE_OPEN', label: t('state_INVOICE_OPEN') }, { value: 'INVOICE_PAID', label: t('state_INVOICE_PAID') }, { value: 'ALL', label: t('all') }]}
          />
          <NumberSearch series="I" label={t('find_invoice_hint')} value={number ?? ''} onChange={(chosen) => set({ number: chosen, customer: undefined, name: undefined })} />
          <span className="pv-filter"><CustomerSelect aria-label={t('customer')} placeholder={t('customer')} value={customerId} name={query.get('name') ?? undefined} onChange={(id, name) => set({ customer: id, name: id && name, number: undefined })} /></span>
        </div>
      }
    />
  );
}
