// One timeline of everything, with filters by department, subject and time.
import { FilterOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { TimelineKindValues } from '@/api/generated/portal';
import type { TimelineKind } from '@/api/generated/portal';
import { DateRangeInput } from '@/components/DateInput';
import type { DateRange } from '@/components/DateInput';
import { Panel } from '@/components/Panel';
import { useWords } from '@/i18n/words';
import { LatestTimeline } from './LatestTimeline';
import { words } from './words';
import styles from './customer.module.css';

const DEPARTMENTS = ['sales', 'marketing', 'support', 'loyalty', 'analytics', 'portal'] as const;

export function TimelineSection({ customerId }: { customerId: string }) {
  const t = useWords(words);
  const [open, setOpen] = useState(false);
  const [sources, setSources] = useState<string[]>([]);
  const [kinds, setKinds] = useState<TimelineKind[]>([]);
  const [range, setRange] = useState<DateRange>({});
  const count = sources.length + kinds.length + Number(Boolean(range.from || range.to));
  return (
    <Panel
      title={t('timeline')}
      actions={
        <span className="pv-row">
          {count > 0 && <Button type="text" onClick={() => { setSources([]); setKinds([]); setRange({}); }}>{t('clear_filters')}</Button>}
          <Button type={count > 0 ? 'primary' : 'default'} ghost={count > 0} icon={<FilterOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>{t('filter')}</Button>
        </span>
      }
    >
      {open && (
        <div className={styles.filters}>
          <Select mode="multiple" className="pv-wide" aria-label={t('timeline_departments')} placeholder={t('timeline_departments')} value={sources} onChange={setSources} options={DEPARTMENTS.map((value) => ({ value, label: t(value) }))} />
          <Select<TimelineKind[]> mode="multiple" className="pv-wide" aria-label={t('timeline_kinds')} placeholder={t('timeline_kinds')} value={kinds} onChange={setKinds} options={TimelineKindValues.map((value) => ({ value, label: t(`kind_${value}`) }))} />
          <DateRangeInput value={range} onChange={setRange} />
        </div>
      )}
      <LatestTimeline customerId={customerId} sources={sources} kinds={kinds} fromMs={range.from} toMs={range.to} />
    </Panel>
  );
}
