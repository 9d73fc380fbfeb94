// Small parts of leads: when the first response is due, the score.
import { CheckCircleOutlined, ClockCircleOutlined, WarningOutlined } from '@ant-design/icons';
import type { Lead } from '@/api/generated/sales';
import { useNow } from '@/components/small';
import { toMs, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './leads.module.css';

const CLOSED = new Set(['LEAD_CONVERTED', 'LEAD_RECYCLED', 'LEAD_DISQUALIFIED']);

export const isOpenLead = (lead: Lead): boolean => !CLOSED.has(lead.state ?? '');

/** Is there anything to say of the first response? */
export const hasResponse = (lead: Lead): boolean => lead.respondedAtMs !== undefined || (lead.responseDueAtMs !== undefined && isOpenLead(lead));

export function ResponseDue({ lead }: { lead: Lead }) {
  const t = useWords(words);
  const format = useFormat();
  const now = useNow();
  const due = toMs(lead.responseDueAtMs);
  const responded = toMs(lead.respondedAtMs);
  if (responded !== undefined) {
    const late = due !== undefined && responded > due;
    return <span className={late ? styles.quiet : styles.good} title={format.dateTime(responded)}><CheckCircleOutlined aria-hidden /> {t('response_done', { time: format.relative(responded, now) })}</span>;
  }
  if (due === undefined || !isOpenLead(lead)) return null;
  if (due < now) return <span className="pv-late" title={format.dateTime(due)}><WarningOutlined aria-hidden /> {t('response_late', { time: format.relative(due, now) })}</span>;
  return <span className={due - now < 3_600_000 ? styles.soon : undefined} title={format.dateTime(due)}><ClockCircleOutlined aria-hidden /> {t('response_in', { time: format.relative(due, now) })}</span>;
}

export function Score({ value }: { value: number | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  if (value === undefined) return null;
  return (
    <span className={styles.score} title={`${t('score')}: ${format.number(value)}`}>
      <span className={styles.scoreBar} aria-hidden><i style={{ width: `${Math.max(0, Math.min(100, value))}%` }} /></span>
      <span>{format.number(value)}</span>
    </span>
  );
}
