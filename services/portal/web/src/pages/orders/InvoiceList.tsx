// Invoices of all customers as the portal knows them: open ones first; of one state, of one customer, or those a number finds.
import { Segmented } from 'antd';
import type { Item } from '@/api/generated/portal';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { CustomerSelect } from '@/components/inputs';
import { CustomerLink, EmptyState, Money, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useQuery } from './OrderList';
import { InvoiceTag, owedOf } from './parts/InvoiceTag';
import { NumberSearch } from './parts/NumberSearch';
import { useItems } from './parts/useItems';
import { words } from './words';

type Shown = 'INVOICE_OPEN' | 'INVOICE_PAID' | 'ALL';

export function InvoiceList() {
  const t = useWords(words);
  const format = useFormat();
  const [query, set] = useQuery();
  const customerId = query.get('customer') ?? undefined;
  const number = customerId ? undefined : query.get('number') ?? undefined;
  const state = (customerId || number ? 'ALL' : query.get('state') ?? 'INVOICE_OPEN') as Shown;
  const pages = useItems('ITEM_INVOICE', { customerId, number, closed: state === 'ALL' ? undefined : state === 'INVOICE_PAID' });
  const columns: Column<Item>[] = [
    { key: 'number', title: t('number'), phone: 'title', render: (invoice) => <span className="pv-number">{format.digits(invoice.number)}</span> },
    { key: 'customer', title: t('customer'), render: (invoice) => <CustomerLink id={invoice.customerId} name={invoice.customerName} /> },
    { key: 'total', title: t('total'), align: 'end', render: (invoice) => <Money value={invoice.amount} /> },
    { key: 'owed', title: t('owed'), align: 'end', render: (invoice) => (invoice.closed ? null : <Money value={owedOf(invoice.amount, invoice.paidMinor)} />) },
    { key: 'state', title: t('state'), phone: 'tag', render: (invoice) => <InvoiceTag invoice={invoice} /> },
    { key: 'due', title: t('due'), render: (invoice) => (invoice.closed ? null : <When value={invoice.dueAtMs} as="date" due />) },
    { key: 'issued', title: t('issued'), render: (invoice) => <When value={invoice.openedAtMs} as="date" /> },
  ];
  return (
    <DataTable<Item>
      label={t('invoices')}
      pages={pages}
      columns={columns}
      rowKey={(invoice) => invoice.itemId ?? ''}
      rowName={(invoice) => format.digits(invoice.number)}
      href={(invoice) => `/invoices/${invoice.itemId}`}
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
