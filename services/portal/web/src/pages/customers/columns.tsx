// Columns of the list of customers.
import { BankOutlined } from '@ant-design/icons';
import { Avatar } from 'antd';
import { useMemo } from 'react';
import type { Profile } from '@/api/generated/portal';
import type { Column } from '@/components/DataTable';
import { useNameOfPerson } from '@/components/inputs';
import { Money, OwnerTag, PersonIcon, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customers.module.css';

const worried = new Set(['at_risk', 'cannot_lose', 'lost', 'hibernating', 'about_to_sleep']);

export function useProfileColumns(): Column<Profile>[] {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const personOf = useNameOfPerson();
  return useMemo(() => [
    {
      key: 'name', title: t('col_customer'), phone: 'title',
      render: (row) => (
        <span className={styles.name}>
          {row.kind === 'COMPANY' ? <Avatar size={30} shape="square" className="pv-avatar" icon={<BankOutlined />} aria-hidden /> : <PersonIcon name={row.name} size={30} />}
          <bdi>{row.name || t('unknown_customer')}</bdi>
        </span>
      ),
    },
    { key: 'segment', title: t('col_segment'), phone: 'tag', render: (row) => (row.segment ? <StateTag tone={worried.has(row.segment) ? 'warn' : 'info'}>{nameOf(row.segment)}</StateTag> : null) },
    { key: 'tier', title: t('col_tier'), phone: 'tag', render: (row) => (row.tier ? <StateTag tone="strong">{nameOf(row.tier)}</StateTag> : null) },
    { key: 'value', title: t('col_value'), hidden: true, render: (row) => nameOf(row.valueTier) },
    { key: 'lifecycle', title: t('col_lifecycle'), phone: 'none', render: (row) => nameOf(row.lifecycle) },
    { key: 'spent', title: t('col_spent'), align: 'end', render: (row) => (row.spent ? <Money value={row.spent} /> : null) },
    { key: 'purchases', title: t('col_purchases'), align: 'end', hidden: true, render: (row) => (row.purchases ? format.number(row.purchases) : null) },
    { key: 'last', title: t('col_last'), render: (row) => (row.lastPurchaseMs ? <When value={row.lastPurchaseMs} /> : null) },
    { key: 'points', title: t('col_points'), align: 'end', hidden: true, render: (row) => (row.tier ? format.number(row.points ?? 0) : null) },
    { key: 'deals', title: t('col_deals'), align: 'end', hidden: true, render: (row) => (row.openDeals ? <>{format.number(row.openDeals)} <span className="pv-muted"><Money value={row.openValue} compact /></span></> : null) },
    { key: 'cases', title: t('col_cases'), align: 'end', hidden: true, render: (row) => (row.openCases ? format.number(row.openCases) : null) },
    { key: 'owner', title: t('col_owner'), phone: 'none', render: (row) => (row.owner ? <OwnerTag owner={row.owner} name={personOf(row.owner)} /> : null) },
    { key: 'city', title: t('col_city'), phone: 'none', hidden: true, render: (row) => (row.city ? <bdi>{row.city}</bdi> : null) },
    { key: 'contact', title: t('col_contact'), hidden: true, phone: 'none', render: (row) => <bdi dir="ltr">{row.email ?? format.digits(row.phone)}</bdi> },
    { key: 'labels', title: t('col_labels'), hidden: true, phone: 'none', render: (row) => <span className="pv-tags">{(row.labels ?? []).map((label) => <StateTag key={label} tone="plain"><bdi>{label}</bdi></StateTag>)}</span> },
    { key: 'introduced', title: t('col_introduced'), hidden: true, phone: 'none', render: (row) => <When value={row.introducedAtMs} as="date" /> },
  ], [format, nameOf, personOf, t]);
}
