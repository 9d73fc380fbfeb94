// Customers that may be the same as this one: compare, join, or say that they are not.
import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { LikelyDuplicate } from '@/api/generated/portal';
import type { Card } from '@/api/generated/pv';
import { useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { ConfirmButton, CustomerLink, StateTag } from '@/components/small';
import { useWords } from '@/i18n/words';
import { MergeForm } from './MergeForm';
import { words } from './words';
import styles from './customer.module.css';

export function Duplicates({ card, duplicates }: { card: Card; duplicates: LikelyDuplicate[] }) {
  const t = useWords(words);
  const { may } = useSession();
  const [other, setOther] = useState<string>();
  const reject = useTell('portal', 'reject_duplicate', { done: t('not_same_done') });
  if (duplicates.length === 0 || card.erased) return null;
  return (
    <>
      <Alert
        type="info"
        showIcon
        className="pv-gap"
        title={t('duplicates', { count: duplicates.length })}
        description={
          <ul className={styles.plain}>
            {duplicates.map(({ customerId, name, suggestion }) => (
              <li key={customerId} className={styles.duplicate}>
                <span>
                  <CustomerLink id={customerId} name={name} /> <StateTag tone="plain">{t('duplicate_score', { count: Number(suggestion?.score ?? 0) })}</StateTag>
                  {suggestion?.reason && <span className="pv-muted"> <bdi>{suggestion.reason}</bdi></span>}
                </span>
                {may('portal', 'merge_customers') && (
                  <span className="pv-row">
                    <Button size="small" type="primary" onClick={() => setOther(customerId)}>{t('compare')}</Button>
                    <ConfirmButton size="small" question={`${t('not_same')}?`} onConfirm={() => reject.tell({ customerId: card.customerId!, otherId: customerId! })}>{t('not_same')}</ConfirmButton>
                  </span>
                )}
              </li>
            ))}
          </ul>
        }
      />
      <MergeForm customerId={card.customerId!} otherId={other} onClose={() => setOther(undefined)} />
    </>
  );
}
