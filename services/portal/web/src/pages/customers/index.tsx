// All customers with filters, saved views, bulk actions and import.
import { DownloadOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Select } from 'antd';
import { Suspense, lazy, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { ListProfiles, Profile, ProfileOrder } from '@/api/generated/portal';
import { useAsk, useAskPages } from '@/api/hooks';
import { useSession } from '@/app/session';
import { usePhone } from '@/app/theme';
import { DataTable } from '@/components/DataTable';
import { OwnerSelect } from '@/components/inputs';
import { PageHeader } from '@/components/PageHeader';
import { SavedViews } from '@/components/SavedViews';
import { EmptyState } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { useDebounced } from '@/app/layout/SearchBox';
import { BulkActions } from './BulkActions';
import { NewCustomer } from './NewCustomer';
import { useProfileColumns } from './columns';
import { FILTERS, LIFECYCLES, SEGMENTS, VALUE_TIERS, readFilter } from './filters';
import type { Filter, FilterName } from './filters';
import { words } from './words';
import '@/pages/customer/pages.css';

const ImportDialog = lazy(() => import('@/components/ImportDialog').then(({ ImportDialog: dialog }) => ({ default: dialog })));

export default function CustomersPage() {
  const t = useWords(words);
  const format = useFormat();
  const { may } = useSession();
  const [query, setQuery] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const [selected, setSelected] = useState<string[]>([]);
  const [shown, setShown] = useState<string[]>();
  const filter = readFilter(query);
  const change = (next: Filter): void => {
    setSelected([]);
    setQuery(Object.entries(next).filter((pair): pair is [string, string] => Boolean(pair[1])), { replace: true });
  };
  const set = (name: FilterName, value: string | undefined): void => change({ ...filter, [name]: value });
  const word = useDebounced(filter.word ?? '', 200);
  const { order, ...filters } = filter;
  const filtered = FILTERS.some((name) => name !== 'order' && Boolean(filter[name]));
  const params: ListProfiles = {
    ...filters,
    ...(word ? { word } : { word: undefined! }),
    ...(order && !filtered ? { order: order as ProfileOrder } : {}),
    limit: 50,
  };
  if (!word) delete params.word;
  const pages = useAskPages('portal', 'list_profiles', params);
  const first = useAsk('portal', 'list_profiles', { ...params, limit: 1 }, { staleTimeMs: 60_000 });
  const columns = useProfileColumns();
  const add = <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('new_customer')}</Button>;
  return (
    <>
      <PageHeader
        title={t('customers')}
        subtitle={t('customers_about')}
        actions={
          <>
            <Button icon={<UploadOutlined />} onClick={() => setImporting(true)}>{t('import')}</Button>
            {may('portal', 'introduce_customer') && add}
          </>
        }
      />
      <DataTable<Profile>
        label={t('customers')}
        pages={pages}
        columns={columns}
        rowKey={(row) => row.customerId ?? ''}
        rowName={(row) => row.name ?? ''}
        href={(row) => `/customers/${row.customerId}`}
        selected={selected}
        onSelect={setSelected}
        bulk={<BulkActions rows={pages.rows.filter((row) => selected.includes(row.customerId ?? ''))} onDone={() => setSelected([])} />}
        shown={shown}
        onShown={setShown}
        filtered={filtered}
        onClearFilters={() => change({})}
        total={first.data?.total === undefined ? undefined : Number(first.data.total)}
        empty={<EmptyState title={t('none')} hint={t('none_about')} action={<span className="pv-row">{add}<Button icon={<DownloadOutlined />} onClick={() => setImporting(true)}>{t('import')}</Button></span>} />}
        toolbar={
          <>
            <SavedViews<Filter>
              page="customers"
              current={{ filter, columns: shown }}
              plain={{}}
              onApply={(view) => {
                change(view.filter);
                setShown(view.columns);
              }}
            />
            <Filters filter={filter} set={set} filtered={filtered} onClear={() => change({})} />
          </>
        }
      />
      <p className="pv-sr" role="status">{pages.isFetching ? '' : format.number(pages.rows.length)}</p>
      <NewCustomer open={adding} onClose={() => setAdding(false)} />
      {importing && <Suspense fallback={null}><ImportDialog open onClose={() => setImporting(false)} kind="customers" /></Suspense>}
    </>
  );
}

function Filters({ filter, set, filtered, onClear }: { filter: Filter; set: (name: FilterName, value: string | undefined) => void; filtered: boolean; onClear: () => void }) {
  const t = useWords(words);
  const nameOf = useNames();
  const phone = usePhone();
  const isFar = ['city', 'label', 'listId', 'rfmCell', 'rf', 'kind', 'owner'].some((name) => filter[name as FilterName]);
  const [more, setMore] = useState(isFar);
  const programme = useAsk('loyalty', 'get_programme', {}, { staleTimeMs: 300_000 });
  const lists = useAsk('marketing', 'list_lists', { limit: 200 }, { enabled: more, staleTimeMs: 60_000 });
  const named = (values: readonly string[]) => values.map((value) => ({ value, label: nameOf(value) }));
  const tiers = (programme.data?.tiers ?? []).map((tier) => ({ value: tier.tier!, label: nameOf(tier.tier) }));
  const select = (name: FilterName, label: string, options: { value: string; label: string | undefined }[]) => (
    <span className="pv-filter" key={name}>
      <Select className="pv-wide" allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={label} placeholder={label} value={filter[name] ?? null} options={options} onChange={(value) => set(name, value ?? undefined)} />
    </span>
  );
  const text = (name: FilterName, label: string) => (
    <span className="pv-filter" key={name}>
      <Input className="pv-wide" allowClear aria-label={label} placeholder={label} value={filter[name] ?? ''} onChange={(event) => set(name, event.target.value || undefined)} dir="auto" />
    </span>
  );
  const word = text('word', t('filter_word'));
  const common = [select('segment', t('filter_segment'), named(SEGMENTS)), select('tier', t('filter_tier'), tiers.length > 0 ? tiers : named(['platinum', 'gold', 'silver', 'bronze', 'member'])), select('valueTier', t('filter_value'), named(VALUE_TIERS)), select('lifecycle', t('filter_lifecycle'), named(LIFECYCLES))];
  return (
    <>
      {word}
      {(!phone || more) && common}
      {more && (
        <>
          <span className="pv-filter"><OwnerSelect aria-label={t('filter_owner')} placeholder={t('filter_owner')} value={filter.owner} onChange={(value) => set('owner', value)} /></span>
          {select('kind', t('filter_kind'), named(['PERSON', 'COMPANY']))}
          {text('city', t('filter_city'))}
          {text('label', t('filter_label'))}
          {select('listId', t('filter_list'), (lists.data?.rows ?? []).map((list) => ({ value: list.listId!, label: list.name })))}
          {text('rfmCell', t('filter_cell'))}
          {filter.rf && text('rf', t('filter_rf'))}
        </>
      )}
      <Button type="text" aria-expanded={more} onClick={() => setMore(!more)}>{t(more ? 'fewer_filters' : 'more_filters')}</Button>
      {!filtered && (
        <Segmented
          aria-label={t('order')}
          value={filter.order ?? 'BY_RECENT'}
          onChange={(value) => set('order', value === 'BY_RECENT' ? undefined : String(value))}
          options={[{ value: 'BY_RECENT', label: t('order_recent') }, { value: 'BY_NAME', label: t('order_name') }, { value: 'BY_SPENT', label: t('order_spent') }]}
        />
      )}
      {filtered && <Button type="text" onClick={onClear}>{t('clear_filters')}</Button>}
    </>
  );
}
