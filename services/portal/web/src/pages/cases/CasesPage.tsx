// Cases waiting for people: by queue and owner on the side, the most urgent first.
import { PlusOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { CaseKindValues, CasePriorityValues, CaseStateValues } from '@/api/generated/support';
import type { Case, CaseKind, CasePriority, CaseState } from '@/api/generated/support';
import { useAsk, useAskPages } from '@/api/hooks';
import { useMe, useSession } from '@/app/session';
import { useMedia } from '@/app/theme';
import { DataTable, type Column } from '@/components/DataTable';
import { PageHeader } from '@/components/PageHeader';
import { CustomerLink, EmptyState, OwnerTag, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNameOfPerson } from '@/components/inputs';
import { useNames, useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { isOpenState } from '@/pages/case/rules';
import { ManageQueues } from './ManageQueues';
import { OpenCase } from './OpenCase';
import { PriorityMark } from './PriorityMark';
import { useQueues } from './useQueues';
import { words } from './words';
import styles from './cases.module.css';

export function CasesPage() {
  const t = useWords(words);
  const me = useMe();
  const { may } = useSession();
  const format = useFormat();
  const nameOf = useNames();
  const options = useOptions();
  const nameOfPerson = useNameOfPerson();
  const narrow = useMedia('(max-width: 899px)');
  const { queues, nameOfQueue } = useQueues();
  const [params, setParams] = useSearchParams();
  const [opening, setOpening] = useState(params.get('open') === 'new');
  const [managing, setManaging] = useState(false);

  const view = params.get('view') ?? 'open';
  const queueId = view.startsWith('queue:') ? view.slice(6) : undefined;
  const state = (params.get('state') ?? undefined) as CaseState | undefined;
  const kind = (params.get('kind') ?? undefined) as CaseKind | undefined;
  const priority = (params.get('priority') ?? undefined) as CasePriority | undefined;
  const set = (changes: Record<string, string | undefined>): void =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      return next;
    }, { replace: true });

  const pages = useAskPages('support', 'list_cases', {
    queueId,
    owner: view === 'mine' ? me.user : undefined,
    unassigned: view === 'unassigned' || undefined,
    closed: view === 'closed' || (state !== undefined && !isOpenState(state)) || undefined,
    state, kind, priority, limit: 40,
  });
  const inbox = useAsk('portal', 'get_inbox', { limit: 1 });

  const columns = useMemo<Column<Case>[]>(() => [
    {
      key: 'subject', title: t('subject'), phone: 'title', width: '30%',
      render: (row) => (
        <span className={styles.subject}>
          <span className={styles.subjectLine}><bdi>{row.subject}</bdi></span>
          <span className={styles.small}><bdi>{format.digits(row.number)}</bdi> · {nameOf(row.kind)}</span>
        </span>
      ),
    },
    { key: 'priority', title: t('priority'), phone: 'tag', render: (row) => <PriorityMark priority={row.priority} base={row.basePriority} /> },
    { key: 'customer', title: t('customer'), width: '15%', render: (row) => <CustomerLink id={row.customerId} name={row.customerName} /> },
    { key: 'state', title: t('state'), phone: 'tag', render: (row) => <StateTag value={row.state} /> },
    { key: 'owner', title: t('owner'), render: (row) => <OwnerTag owner={row.owner} name={nameOfPerson(row.owner)} /> },
    { key: 'queue', title: t('queue'), hidden: queueId !== undefined, phone: 'none', render: (row) => nameOfQueue(row.queueId) },
    { key: 'last', title: t('last_message'), render: (row) => <When value={row.lastMessageAtMs ?? row.openedAtMs} /> },
    { key: 'opened', title: t('opened'), hidden: true, render: (row) => <When value={row.openedAtMs} as="dateTime" /> },
  ], [t, format, nameOf, nameOfPerson, nameOfQueue, queueId]);

  const counts = inbox.data?.counts;
  const places: { key: string; text: string; count: number | undefined }[] = [
    { key: 'mine', text: t('view_mine'), count: counts?.cases },
    { key: 'unassigned', text: t('view_unassigned'), count: counts?.casesUnassigned },
    { key: 'open', text: t('view_open'), count: queues.reduce((sum, queue) => sum + (queue.openCases ?? 0), 0) },
    { key: 'closed', text: t('view_closed'), count: undefined },
    ...queues.map((queue) => ({ key: `queue:${queue.queueId}`, text: queue.name ?? '', count: queue.openCases })),
  ];
  const filtered = Boolean(state || kind || priority);
  const clear = (): void => set({ state: undefined, kind: undefined, priority: undefined });

  return (
    <>
      <PageHeader
        title={t('cases_title')}
        subtitle={t('cases_hint')}
        actions={
          <>
            {may('support', 'define_queue') && <Button icon={<SettingOutlined />} onClick={() => setManaging(true)}>{t('queues')}</Button>}
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>{t('open_case')}</Button>
          </>
        }
      />
      <div className={styles.layout}>
        {narrow ? (
          <Select
            aria-label={t('which_cases')}
            value={view}
            onChange={(value: string) => set({ view: value })}
            options={places.map(({ key, text, count }) => ({ value: key, label: count ? `${text} (${format.number(count)})` : text }))}
          />
        ) : (
          <nav className={styles.rail} aria-label={t('which_cases')}>
            {places.map(({ key, text, count }, at) => (
              <div key={key}>
                {at === 4 && <p className={styles.railTitle}>{t('queues')}</p>}
                <button type="button" className={styles.railItem} aria-current={view === key} onClick={() => set({ view: key })}>
                  <bdi>{text}</bdi>
                  {count !== undefined && <span className={styles.railCount}>{format.number(count)}</span>}
                </button>
              </div>
            ))}
          </nav>
        )}
        <DataTable<Case>
          label={t('cases_title')}
          pages={pages}
          columns={columns}
          rowKey={(row) => row.caseId ?? ''}
          rowName={(row) => format.digits(row.number)}
          href={(row) => `/cases/${row.caseId}`}
          filtered={filtered}
          onClearFilters={clear}
          empty={<EmptyState title={t('cases_empty')} hint={t('cases_empty_hint')} />}
          toolbar={
            <div className={styles.bar}>
              <Select
                allowClear placeholder={t('state')} aria-label={t('state')} value={state} popupMatchSelectWidth={false} style={{ minWidth: 130 }}
                onChange={(value) => set({ state: value })} options={options(CaseStateValues)}
              />
              <Select
                allowClear placeholder={t('kind')} aria-label={t('kind')} value={kind} popupMatchSelectWidth={false} style={{ minWidth: 120 }}
                onChange={(value) => set({ kind: value })} options={options(CaseKindValues)}
              />
              <Select
                allowClear placeholder={t('priority')} aria-label={t('priority')} value={priority} popupMatchSelectWidth={false} style={{ minWidth: 110 }}
                onChange={(value) => set({ priority: value })} options={options(CasePriorityValues)}
              />
            </div>
          }
        />
      </div>
      <OpenCase open={opening} onClose={() => setOpening(false)} />
      <ManageQueues open={managing} onClose={() => setManaging(false)} />
    </>
  );
}

export default CasesPage;
