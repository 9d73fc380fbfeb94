// What was done and read: by whom, about whom, from where.
import { Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useAskPages } from '@/api/hooks';
import type { Access } from '@/api/generated/portal';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { DateRangeInput } from '@/components/DateInput';
import type { DateRange } from '@/components/DateInput';
import { CustomerSelect, OwnerSelect, useNameOfPerson } from '@/components/inputs';
import { CustomerLink, EmptyState, OwnerTag, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

const DEPARTMENTS = ['sales', 'marketing', 'support', 'loyalty', 'analytics', 'portal'] as const;

interface Filter {
  userId?: string | undefined;
  customerId?: string | undefined;
  department?: string | undefined;
  changesOnly?: boolean;
  when: DateRange;
}

/** What people look for first; reading is noted too, and much more often. */
const CHANGES: Filter = { when: {}, changesOnly: true };

export function AuditSection() {
  const t = useWords(words);
  const format = useFormat();
  const nameOfPerson = useNameOfPerson();
  const [filter, setFilter] = useState<Filter>(CHANGES);
  const { when, changesOnly, ...named } = filter;
  const rows = useAskPages('portal', 'list_audit', {
    ...named, ...(changesOnly ? { changesOnly } : {}), fromMs: when.from, toMs: when.to && String(Number(when.to) + 1), limit: 100,
  });
  const set = (change: Partial<Filter>): void => setFilter((before) => ({ ...before, ...change }));
  const columns: Column<Access>[] = [
    { key: 'when', title: t('audit_when'), render: (row) => <When value={row.atMs} as="dateTime" /> },
    { key: 'who', title: t('audit_user'), phone: 'title', render: (row) => <OwnerTag owner={row.userId} name={nameOfPerson(row.userId)} /> },
    {
      key: 'what', title: t('audit_what'),
      render: (row) => <span className="pv-row">{row.changes ? <StateTag tone="info">{t('audit_change')}</StateTag> : <StateTag>{t('audit_read')}</StateTag>}<code dir="ltr">{row.department}.{row.row}</code></span>,
    },
    { key: 'about', title: t('audit_customer'), render: (row) => (row.customerId ? <CustomerLink id={row.customerId} name={row.customerId.slice(-8)} /> : null) },
    { key: 'result', title: t('audit_result'), phone: 'tag', render: (row) => <StateTag tone={(row.status ?? 0) < 400 ? 'good' : 'bad'}>{(row.status ?? 0) < 400 ? t('done') : `${t('audit_refused')} · ${format.digits(row.status)}`}</StateTag> },
    { key: 'from', title: t('audit_address'), render: (row) => <bdi dir="ltr">{row.address}</bdi> },
  ];
  return (
    <DataTable
      label={t('audit')}
      pages={rows}
      columns={columns}
      rowKey={(row) => `${row.noteId}-${row.entry ?? 0}`}
      filtered={Boolean(filter.userId || filter.customerId || filter.department || !changesOnly || when.from || when.to)}
      onClearFilters={() => setFilter(CHANGES)}
      empty={<EmptyState title={t('audit_none')} hint={t('audit_hint')} />}
      toolbar={
        <div className="pv-filter-grid">
          <OwnerSelect aria-label={t('audit_user')} placeholder={t('audit_user')} value={filter.userId} onChange={(userId) => set({ userId })} />
          <CustomerSelect aria-label={t('audit_customer')} placeholder={t('audit_customer')} value={filter.customerId} onChange={(customerId) => set({ customerId })} />
          <Select
            aria-label={t('audit_department')}
            placeholder={t('audit_department')}
            allowClear
            value={filter.department ?? null as never}
            options={DEPARTMENTS.map((name) => ({ value: name, label: t(name) }))}
            onChange={(department?: string) => set({ department })}
          />
          <DateRangeInput value={when} onChange={(range) => set({ when: range })} />
          <Checkbox checked={changesOnly ?? false} onChange={(event) => set({ changesOnly: event.target.checked })}>{t('audit_changes')}</Checkbox>
        </div>
      }
    />
  );
}
