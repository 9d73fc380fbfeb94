// All marketing lists: what each is for, whom it chooses, how many are on it.
import { PlusOutlined, ThunderboltOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useNavigate } from 'react-router-dom';
import type { MarketingList } from '@/api/generated/marketing';
import { useAskPages } from '@/api/hooks';
import { useSession } from '@/app/session';
import { DataTable, type Column } from '@/components/DataTable';
import { PageHeader } from '@/components/PageHeader';
import { EmptyState, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { FilterWords } from './FilterWords';
import { words } from './words';
import styles from './lists.module.css';

function MemberCount({ list }: { list: MarketingList }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <span className="pv-number">
      {format.number(list.members ?? 0)}
      {list.evaluating && <Tooltip title={t('evaluating', { count: Number(list.evaluated ?? 0) })}><span className={styles.busy}> {t('evaluating_short')}</span></Tooltip>}
    </span>
  );
}

export function ListsPage() {
  const t = useWords(words);
  const { may } = useSession();
  const navigate = useNavigate();
  const pages = useAskPages('marketing', 'list_lists', { limit: 50 });
  const add = may('marketing', 'create_list') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/lists/new')}>{t('lists_new')}</Button>
  );
  const columns: Column<MarketingList>[] = [
    {
      key: 'name', title: t('list_name'), phone: 'title', width: '30%',
      render: (row) => (
        <span className="pv-row">
          {row.kind === 'DYNAMIC' ? <ThunderboltOutlined aria-hidden className={styles.mark} /> : <UnorderedListOutlined aria-hidden className={styles.mark} />}
          <bdi>{row.name}</bdi>
        </span>
      ),
    },
    { key: 'members', title: t('list_members'), align: 'end', phone: 'tag', render: (row) => <MemberCount list={row} /> },
    { key: 'filter', title: t('list_filter'), width: '44%', render: (row) => (row.kind === 'DYNAMIC' ? <FilterWords text={row.filter} /> : <span className="pv-muted">{t('kind_STATIC')}</span>) },
    { key: 'created', title: t('list_created'), render: (row) => <When value={row.createdAtMs} as="date" /> },
  ];
  return (
    <>
      <PageHeader title={t('lists_title')} subtitle={t('lists_hint')} actions={add} />
      <DataTable<MarketingList>
        label={t('lists_title')}
        pages={pages}
        columns={columns}
        rowKey={(row) => row.listId ?? ''}
        rowName={(row) => row.name ?? ''}
        href={(row) => `/lists/${row.listId}`}
        empty={<EmptyState title={t('lists_empty')} hint={t('lists_empty_hint')} action={add} />}
      />
    </>
  );
}
