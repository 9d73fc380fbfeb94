// Orders of all customers as the portal knows them, those not invoiced first; of one customer; or those a number finds.
import { Button } from 'antd';
import { useSearchParams } from 'react-router-dom';
import type { Item } from '@/api/generated/portal';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { CustomerSelect } from '@/components/inputs';
import { CustomerLink, EmptyState, Money, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { NumberSearch } from './parts/NumberSearch';
import { useItems } from './parts/useItems';
import { words } from './words';

export function useQuery(): [URLSearchParams, (changes: Record<string, string | undefined>) => void] {
  const [query, setQuery] = useSearchParams();
  const set = (changes: Record<string, string | undefined>): void =>
    setQuery((old) => {
      const next = new URLSearchParams(old);
      for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
      return next;
    }, { replace: true });
  return [query, set];
}

export function OrderList({ onSell }: { onSell: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const [query, set] = useQuery();
  const customerId = query.get('customer') ?? undefined;
  const number = customerId ? undefined : query.get('number') ?? undefined;
  const pages = useItems('ITEM_ORDER', { customerId, number });
  const columns: Column<Item>[] = [
    { key: 'number', title: t('number'), phone: 'title', render: (order) => <span className="pv-number">{format.digits(order.number)}</span> },
    { key: 'customer', title: t('customer'), render: (order) => <CustomerLink id={order.customerId} name={order.customerName} /> },
    {
      key: 'lines', title: t('lines'),
      render: (order) => <span className="pv-clip"><bdi>{order.title}</bdi>{(order.lines ?? 0) > 1 && <span className="pv-muted"> {format.signed(order.lines! - 1)}</span>}</span>,
    },
    { key: 'total', title: t('total'), align: 'end', render: (order) => <Money value={order.amount} /> },
    { key: 'state', title: t('state'), phone: 'tag', render: (order) => <StateTag value={order.state}>{t(`state_${order.state}` as 'state_ORDER_PLACED')}</StateTag> },
    { key: 'channel', title: t('channel'), render: (order) => nameOf(order.channel, 'SaleChannel') },
    { key: 'placed', title: t('placed'), render: (order) => <When value={order.openedAtMs} as="date" /> },
  ];
  return (
    <DataTable<Item>
      label={t('orders')}
      pages={pages}
      columns={columns}
      rowKey={(order) => order.itemId ?? ''}
      rowName={(order) => format.digits(order.number)}
      href={(order) => `/orders/${order.itemId}`}
      filtered={Boolean(customerId || number)}
      onClearFilters={() => set({ customer: undefined, name: undefined, number: undefined })}
      empty={<EmptyState title={t('orders_none')} hint={t('orders_none_about')} action={<Button type="primary" onClick={onSell}>{t('record_sale')}</Button>} />}
      toolbar={
        <div className="pv-row pv-filters">
          <NumberSearch series="O" label={t('find_number_hint')} value={number ?? ''} onChange={(chosen) => set({ number: chosen, customer: undefined, name: undefined })} />
          <span className="pv-filter"><CustomerSelect aria-label={t('customer')} placeholder={t('customer')} value={customerId} name={query.get('name') ?? undefined} onChange={(id, name) => set({ customer: id, name: id && name, number: undefined })} /></span>
        </div>
      }
    />
  );
}
