// A page that broke, or whose files are gone because a newer version is served: says so and offers to load it anew.
import { Button } from 'antd';
import { useRouteError } from 'react-router-dom';
import { EmptyState } from '@/components/small';
import { useWords } from '@/i18n/words';

export function PageCrash() {
  const error = useRouteError();
  const t = useWords();
  const text = error instanceof Error ? error.message : String(error);
  const outdated = /dynamically imported module|module script|Loading chunk/i.test(text);
  return (
    <main className="pv-centre" role="alert">
      <EmptyState
        title={outdated ? t('new_version') : t('error_title')}
        hint={outdated ? undefined : <code dir="ltr">{text}</code>}
        action={<Button type="primary" onClick={() => window.location.reload()}>{t('reload')}</Button>}
      />
    </main>
  );
}
