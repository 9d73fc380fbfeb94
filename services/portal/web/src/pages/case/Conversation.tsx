// The conversation of a case: what came in, what went out, and notes among colleagues, in order.
import { LockOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Fragment, useEffect, useRef } from 'react';
import type { Case, CaseMessage } from '@/api/generated/support';
import { useAskPages } from '@/api/hooks';
import { useNameOfPerson } from '@/components/inputs';
import { EmptyState, ErrorState, Loading, When } from '@/components/small';
import { dayKey } from '@/i18n/calendar';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from '@/pages/cases/words';
import styles from '@/pages/cases/cases.module.css';

export function Conversation({ record }: { record: Case }) {
  const t = useWords(words);
  const format = useFormat();
  const pages = useAskPages('support', 'list_case_messages', { caseId: record.caseId ?? '', limit: 100 });
  const log = useRef<HTMLDivElement>(null);
  const shown = pages.rows.length;

  const { hasNext, isFetchingNext, fetchNext } = pages;
  useEffect(() => {
    if (hasNext && !isFetchingNext) fetchNext(); // the newest are at the end
  }, [hasNext, isFetchingNext, fetchNext]);
  useEffect(() => {
    const element = log.current;
    if (element && shown > 0) element.scrollTop = element.scrollHeight;
  }, [shown]);

  if (pages.isPending) return <Loading as="rows" count={4} />;
  if (pages.error && shown === 0) return <ErrorState problem={pages.error} onAgain={pages.refetch} />;
  let day = '';
  return (
    <div className={styles.log} ref={log} role="log" aria-label={t('conversation')} tabIndex={0}>
      {shown === 0 && <EmptyState title={t('conversation_empty')} hint={t('conversation_empty_hint')} />}
      {pages.rows.map((message) => {
        const own = dayKey(Number(message.writtenAtMs));
        const heading = own !== day;
        day = own;
        return (
          <Fragment key={message.messageId}>
            {heading && <div className={styles.day}>{format.date(message.writtenAtMs)}</div>}
            <Message message={message} customer={record.customerName} />
          </Fragment>
        );
      })}
      {hasNext && <Button loading={isFetchingNext} onClick={fetchNext}>{t('show_more')}</Button>}
    </div>
  );
}

function Message({ message, customer }: { message: CaseMessage; customer: string | undefined }) {
  const t = useWords(words);
  const nameOf = useNames();
  const nameOfPerson = useNameOfPerson();
  const inbound = message.direction === 'INBOUND';
  const internal = message.direction === 'INTERNAL';
  return (
    <article className={styles.message} data-direction={message.direction}>
      <div className={styles.meta}>
        {internal && <LockOutlined aria-hidden />}
        <span className={styles.author}><bdi>{nameOfPerson(message.author) || message.author || (inbound ? customer ?? t('customer_writes') : '')}</bdi></span>
        {internal ? <span>{t('note')}</span> : <span>{nameOf(message.channel)}</span>}
        <When value={message.writtenAtMs} as="time" />
      </div>
      <div className={styles.bubble} dir="auto">{message.body}</div>
    </article>
  );
}
