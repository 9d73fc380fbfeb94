// There is no such page.
import { Button } from 'antd';
import { Link } from 'react-router-dom';
import { EmptyState } from '@/components/small';
import { PageHeader } from '@/components/PageHeader';
import { useWords } from '@/i18n/words';

export default function NotFoundPage() {
  const t = useWords();
  return (
    <>
      <PageHeader title={t('not_found_title')} />
      <EmptyState title={t('not_found_text')} action={<Link to="/"><Button type="primary">{t('to_start')}</Button></Link>} />
    </>
  );
}
