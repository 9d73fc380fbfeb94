// Browsers that are signed in as this person.
import { DesktopOutlined, MobileOutlined } from '@ant-design/icons';
import { useAskPages, useTell } from '@/api/hooks';
import { useMe } from '@/app/session';
import { More } from '@/components/DataTable';
import { Panel } from '@/components/Panel';
import { ConfirmButton, ErrorState, Loading, StateTag, When } from '@/components/small';
import { useWords } from '@/i18n/words';
import { browserOf, isPhone } from './agent';
import { words } from './words';

export function SessionsPanel() {
  const t = useWords(words);
  const me = useMe();
  const sessions = useAskPages('portal', 'list_my_sessions', { limit: 20 });
  const end = useTell('portal', 'end_session');
  const all = useTell('portal', 'sign_out_everywhere', { done: t('sessions_done') });
  return (
    <Panel
      title={t('sessions')}
      actions={sessions.rows.length > 1 && (
        <ConfirmButton question={t('sessions_out')} onConfirm={() => all.tell({})} size="small">{t('sessions_out')}</ConfirmButton>
      )}
    >
      {sessions.error && sessions.rows.length === 0 && <ErrorState problem={sessions.error} onAgain={sessions.refetch} />}
      {sessions.isPending && <Loading as="rows" count={2} />}
      <ul className="pv-plain-list pv-account-rows">
        {sessions.rows.map((session) => (
          <li key={session.sessionId}>
            <span className="pv-account-icon" aria-hidden>{isPhone(session.agent) ? <MobileOutlined /> : <DesktopOutlined />}</span>
            <div>
              <strong>{browserOf(session.agent) ?? t('unknown_browser')}</strong> {session.sessionId === me.sessionId && <StateTag tone="strong">{t('session_this')}</StateTag>} {session.secondFactor && <StateTag tone="good">{t('session_second')}</StateTag>}
              <div className="pv-muted"><bdi dir="ltr">{session.address}</bdi> · {t('session_seen')} <When value={session.seenAtMs} /> · {t('session_until')} <When value={session.endsAtMs} /></div>
            </div>
            {session.sessionId !== me.sessionId && <ConfirmButton size="small" question={t('session_end')} onConfirm={() => end.tell({ sessionId: session.sessionId ?? '' })}>{t('session_end')}</ConfirmButton>}
          </li>
        ))}
      </ul>
      <More pages={sessions} />
    </Panel>
  );
}
