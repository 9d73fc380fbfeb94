// Queues of customer service: their names, what belongs into them, and new ones.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Drawer, Form, Input } from 'antd';
import { useState } from 'react';
import type { Queue } from '@/api/generated/support';
import { useTell } from '@/api/hooks';
import { usePhone } from '@/app/theme';
import { useSettings } from '@/app/settings';
import { EmptyState } from '@/components/small';
import { FormDrawer } from '@/components/FormDrawer';
import { useWords } from '@/i18n/words';
import { useQueues } from './useQueues';
import { words } from './words';
import styles from './cases.module.css';

export function ManageQueues({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const phone = usePhone();
  const { language } = useSettings();
  const { queues } = useQueues();
  const [edited, setEdited] = useState<Queue | null>(null);
  const define = useTell('support', 'define_queue', { quiet: true, done: t('queue_saved') });
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={t('queues')}
      placement={phone ? 'bottom' : language === 'fa' ? 'left' : 'right'}
      size={phone ? '92%' : 480}
      extra={<Button icon={<PlusOutlined />} onClick={() => setEdited({})}>{t('queue_new')}</Button>}
    >
      {queues.length === 0 && <EmptyState />}
      <ul className={styles.others}>
        {queues.map((queue) => (
          <li key={queue.queueId} className={styles.other}>
            <div className={styles.subject}>
              <strong><bdi>{queue.name}</bdi></strong>
              <span className={styles.small}>{queue.description}</span>
              <span className={styles.small}>{t('open_count', { count: queue.openCases ?? 0 })}</span>
            </div>
            <Button size="small" onClick={() => setEdited(queue)}>{t('edit')}</Button>
          </li>
        ))}
      </ul>
      <FormDrawer<{ name: string; description?: string }>
        open={edited !== null}
        title={edited?.queueId ? edited.name : t('queue_new')}
        initial={{ name: edited?.name ?? '', description: edited?.description ?? '' }}
        onClose={() => setEdited(null)}
        onSubmit={(values, key) => define.tell({ ...values, ...(edited?.queueId ? { queueId: edited.queueId } : {}) }, { key })}
      >
        <Form.Item name="name" label={t('queue_name')} rules={[{ required: true }]}><Input maxLength={100} /></Form.Item>
        <Form.Item name="description" label={t('queue_description')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      </FormDrawer>
    </Drawer>
  );
}
