// Shows a one-time link, once.
import { Button, Modal } from 'antd';
import type { User } from '@/api/generated/portal';
import { CopyText } from '@/components/CopyText';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

export function OneTimeLink({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const link = user && `${window.location.origin}/welcome#secret=${encodeURIComponent(user.oneTimeSecret ?? '')}&user=${encodeURIComponent(user.userId ?? '')}`;
  return (
    <Modal open={user !== undefined} title={t('link_title')} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t('close')}</Button>}>
      <p>{t('link_text', { name: user?.name ?? user?.userId, until: format.dateTime(user?.oneTimeUntilMs) })}</p>
      <CopyText text={link ?? ''} label={t('link_title')} />
    </Modal>
  );
}
