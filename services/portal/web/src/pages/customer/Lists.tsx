// The marketing lists a customer is on.
import { Link } from 'react-router-dom';
import type { Membership } from '@/api/generated/portal';
import { Panel } from '@/components/Panel';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customer.module.css';

export function Lists({ lists }: { lists: Membership[] }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <Panel title={t('lists')}>
      {lists.length === 0 ? <p className="pv-muted">{t('lists_none')}</p> : (
        <ul className={styles.plain}>
          {lists.map((list) => (
            <li key={list.listId}><Link to={`/lists/${list.listId}`}><bdi>{list.listName || list.listId}</bdi></Link>{list.sinceMs && <span className="pv-muted"> · {t('on_list_since', { time: format.date(list.sinceMs) })}</span>}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
