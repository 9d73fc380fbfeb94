// Parts ids from a joined customer: which ids, what they are known by, and who there will be afterwards.
import { Alert, Checkbox, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useQueries } from '@tanstack/react-query';
import { ask } from '@/api/client';
import type { Card } from '@/api/generated/pv';
import { useTell } from '@/api/hooks';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customer.module.css';

/** What one id did by itself: the events of the timeline that name it tell best. */
function useIds(ids: string[], customerId: string, enabled: boolean) {
  const answers = useQueries({
    queries: [{
      queryKey: ['portal', 'list_timeline', { customerId, limit: 200, for: 'ids' }],
      queryFn: () => ask('portal', 'list_timeline', { customerId, limit: 200 }),
      enabled,
    }],
  });
  const rows = answers[0]?.data?.data.rows ?? [];
  return new Map(ids.map((id) => {
    const own = rows.filter((row) => row.customerId === id);
    const first = own.at(-1);
    return [id, { count: own.length, firstMs: first?.atMs, title: own.find((row) => row.changes?.some((change) => change.name === 'name'))?.changes?.find((change) => change.name === 'name')?.text ?? own.find((row) => row.title)?.title }];
  }));
}

export function UnmergeForm({ open, card, onClose }: { open: boolean; card: Card; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const [parted, setParted] = useState<string[]>([]);
  const ids = card.ids ?? [];
  const known = useIds(ids, card.customerId!, open);
  const { tell, isPending } = useTell('portal', 'unmerge_customers', { done: t('unmerged_done') });
  useEffect(() => {
    if (open) setParted([]);
  }, [open]);
  const none = parted.length === 0;
  const all = parted.length === ids.length;
  return (
    <Modal
      open={open}
      width={640}
      title={t('unmerge_title')}
      onCancel={onClose}
      okText={t('unmerge')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: none || all }}
      confirmLoading={isPending}
      onOk={() => void tell({ customerId: card.customerId!, partIds: parted }).then(onClose, () => undefined)}
    >
      <p className="pv-muted">{t('unmerge_about')}</p>
      <Checkbox.Group className={styles.overrides!} value={parted} onChange={(chosen) => setParted(chosen as string[])}>
        {ids.map((id) => {
          const one = known.get(id);
          return (
            <Checkbox key={id} value={id}>
              <bdi dir="ltr">{id.slice(0, 8)}…{id.slice(-4)}</bdi>
              <span className="pv-muted"> {[id === card.customerId && t('id_first'), one?.title, one?.firstMs && format.date(one.firstMs), one && one.count > 0 && t('rows', { count: one.count })].filter(Boolean).join(' · ')}</span>
            </Checkbox>
          );
        })}
      </Checkbox.Group>
      {none ? <p className="pv-muted">{t('unmerge_choose')}</p> : all ? <Alert type="warning" showIcon title={t('unmerge_all')} /> : (
        <div className={styles.preview} role="status">
          <div><strong>{t('unmerge_stays')}</strong><bdi>{card.displayName}</bdi><span className="pv-muted">{t('joined_ids', { count: ids.length - parted.length })}</span></div>
          <div><strong>{t('unmerge_goes')}</strong><bdi>{known.get(parted[0]!)?.title ?? parted[0]!.slice(0, 8)}</bdi><span className="pv-muted">{t('joined_ids', { count: parted.length })}</span></div>
        </div>
      )}
    </Modal>
  );
}
