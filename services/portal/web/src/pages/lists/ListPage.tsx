// One marketing list: its filter, its members and why they are on it.
import { EditOutlined, QuestionCircleOutlined, UserAddOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Progress, Space } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router-dom';
import type { ListMember, MarketingList } from '@/api/generated/marketing';
import { newKey } from '@/api/client';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import { asProblem, type ApiProblem } from '@/api/problem';
import { useSession } from '@/app/session';
import { DataTable, type Column } from '@/components/DataTable';
import { FormDrawer, FormProblem } from '@/components/FormDrawer';
import { CustomerSelect } from '@/components/inputs';
import { PageHeader } from '@/components/PageHeader';
import { ConfirmButton, CustomerLink, EmptyState, Shown, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { CustomersPicker } from './CustomersPicker';
import { Explanation } from './Explanation';
import { FilterEditor } from './FilterEditor';
import { FilterWords } from './FilterWords';
import { words } from './words';
import styles from './lists.module.css';

export function ListPage() {
  const { listId = '' } = useParams();
  const asked = useAsk('marketing', 'get_list', { listId }, { keep: false });
  return <Shown of={asked}>{(list) => <OneList key={listId} list={list} version={asked.version} />}</Shown>;
}

function OneList({ list, version }: { list: MarketingList; version: string | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const { may } = useSession();
  const [asked, setAsked] = useState<string>();
  const dynamic = list.kind === 'DYNAMIC';
  const mayChange = may('marketing', 'set_list_filter');
  return (
    <>
      <PageHeader
        path={[{ to: '/lists', text: t('lists_title') }]}
        title={list.name ?? ''}
        tags={<StateTag tone={dynamic ? 'info' : 'plain'}>{t(dynamic ? 'kind_DYNAMIC' : 'kind_STATIC')}</StateTag>}
        subtitle={<>{t('list_members_count', { count: Number(list.members ?? 0) })} · {t('list_created')} <When value={list.createdAtMs} as="date" /></>}
        actions={!dynamic && mayChange && <AddMembers list={list} />}
      />
      {list.evaluating && (
        <Alert
          type="info"
          className="pv-form-problem"
          title={t('evaluating', { count: Number(list.evaluated ?? 0) })}
          description={<Progress percent={100} status="active" showInfo={false} size="small" aria-label={t('evaluating', { count: Number(list.evaluated ?? 0) })} />}
        />
      )}
      <div className="pv-stack">
        {dynamic && <Filter list={list} version={version} mayChange={mayChange} />}
        <Members list={list} dynamic={dynamic} mayChange={mayChange} onWhy={setAsked} />
      </div>
      <Explanation listId={list.listId ?? ''} customerId={asked} dynamic={dynamic} onClose={() => setAsked(undefined)} />
      <span className="pv-sr" aria-live="polite">{t('list_members_count', { count: Number(list.members ?? 0) })} {format.number(list.members)}</span>
    </>
  );
}

function Filter({ list, version, mayChange }: { list: MarketingList; version: string | undefined; mayChange: boolean }) {
  const t = useWords(words);
  const [draft, setDraft] = useState<string | null>(null);
  const [sound, setSound] = useState(true);
  const [problem, setProblem] = useState<ApiProblem>();
  const set = useTell('marketing', 'set_list_filter', { quiet: true, done: t('saved_filter') });
  const save = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await set.tell({ listId: list.listId ?? '', filter: draft ?? '' }, { key: newKey(), version });
      setDraft(null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <section className="pv-panel" aria-labelledby="list-filter">
      <div className="pv-panel-head">
        <h2 id="list-filter">{t('list_filter')}</h2>
        {mayChange && draft === null && <Button icon={<EditOutlined />} onClick={() => setDraft(list.filter ?? '')}>{t('edit_filter')}</Button>}
        {draft !== null && (
          <Space>
            <Button onClick={() => setDraft(null)}>{t('discard')}</Button>
            <Button type="primary" disabled={!sound || draft === list.filter} loading={set.isPending} onClick={() => void save()}>{t('save_filter')}</Button>
          </Space>
        )}
      </div>
      {problem && <FormProblem problem={problem} />}
      {draft === null ? (
        <>
          <FilterWords text={list.filter} />
          <p className={styles.hint}>{t('list_filter_set')} <When value={list.filterSetAtMs} /></p>
        </>
      ) : (
        <FilterEditor value={draft} onChange={(text, isSound) => { setDraft(text); setSound(isSound); }} />
      )}
    </section>
  );
}

function Members({ list, dynamic, mayChange, onWhy }: { list: MarketingList; dynamic: boolean; mayChange: boolean; onWhy: (customerId: string) => void }) {
  const t = useWords(words);
  const [selected, setSelected] = useState<string[]>([]);
  const listId = list.listId ?? '';
  const pages = useAskPages('marketing', 'list_members', { listId, limit: 50 });
  const remove = useTell('marketing', 'remove_list_members', { done: t('removed_members', { count: selected.length }), onDone: () => setSelected([]) });
  const columns: Column<ListMember>[] = [
    { key: 'customer', title: t('customer'), phone: 'title', render: (row) => <CustomerLink id={row.customerId} name={row.customerName} /> },
    { key: 'since', title: t('member_since'), render: (row) => <When value={row.sinceMs} as="dateTime" /> },
    {
      key: 'why', title: t('member_why'), align: 'end', phone: 'tag',
      render: (row) => <Button size="small" type="text" icon={<QuestionCircleOutlined />} onClick={() => onWhy(row.customerId ?? '')}>{t('member_why')}</Button>,
    },
  ];
  const choose = !dynamic && mayChange;
  return (
    <DataTable<ListMember>
      label={t('list_members')}
      pages={pages}
      columns={columns}
      rowKey={(row) => row.customerId ?? ''}
      rowName={(row) => row.customerName ?? ''}
      total={Number(list.members ?? 0)}
      {...(choose ? { selected, onSelect: setSelected } : {})}
      bulk={choose && (
        <ConfirmButton danger size="small" question={t('remove_members_sure', { count: selected.length })} onConfirm={() => remove.tell({ listId, customerIds: selected })}>
          {t('remove_members')}
        </ConfirmButton>
      )}
      toolbar={
        <div className={styles.ask}>
          <CustomerSelect aria-label={t('member_check')} placeholder={t('member_check')} value={undefined} onChange={(id) => id && onWhy(id)} />
        </div>
      }
      empty={<EmptyState title={t('members_empty')} hint={dynamic ? t('members_empty_dynamic') : t('members_empty_static')} />}
    />
  );
}

function AddMembers({ list }: { list: MarketingList }) {
  const t = useWords(words);
  const [open, setOpen] = useState(false);
  const [count, setCount] = useState(0);
  const add = useTell('marketing', 'add_list_members', { quiet: true, done: t('added_members', { count }) });
  return (
    <>
      <Button type="primary" icon={<UserAddOutlined />} onClick={() => setOpen(true)}>{t('add_members')}</Button>
      <FormDrawer<{ customerIds: string[] }>
        open={open}
        title={t('add_members')}
        onClose={() => setOpen(false)}
        submitText={t('add')}
        onSubmit={(values, key) => {
          setCount(values.customerIds.length);
          return add.tell({ listId: list.listId ?? '', ...values }, { key });
        }}
      >
        <Form.Item name="customerIds" label={t('customers')} rules={[{ required: true }]}><CustomersPicker /></Form.Item>
      </FormDrawer>
    </>
  );
}
