// How urgent a case is: a bar of four steps and the word, with an arrow where the customer's tier raised it.
import { ArrowUpOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import type { CasePriority } from '@/api/generated/support';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './cases.module.css';

const steps: CasePriority[] = ['LOW', 'NORMAL', 'HIGH', 'URGENT'];

export function PriorityMark({ priority, base, compact }: { priority?: CasePriority | undefined; base?: CasePriority | undefined; compact?: boolean }) {
  const t = useWords(words);
  const nameOf = useNames();
  if (!priority || priority === 'CASE_PRIORITY_UNSPECIFIED') return null;
  const level = steps.indexOf(priority) + 1;
  const raised = base && base !== 'CASE_PRIORITY_UNSPECIFIED' && steps.indexOf(base) < steps.indexOf(priority);
  const mark = (
    <span className={styles.priority} data-priority={priority}>
      <span className={styles.bars} aria-hidden>
        {steps.map((step, at) => <i key={step} data-on={at < level} />)}
      </span>
      <span className={compact ? 'pv-sr' : undefined}>{nameOf(priority)}</span>
      {raised && <ArrowUpOutlined className={styles.raised} aria-label={t('raised_short')} />}
    </span>
  );
  return raised ? <Tooltip title={t('raised', { base: nameOf(base) })}>{mark}</Tooltip> : mark;
}
