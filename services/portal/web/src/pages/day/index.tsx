// My day: what lies on the desk, what waits for somebody, what happened. Kept current by the live stream.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router-dom';
import type { Inbox, Item } from '@/api/generated/portal';
import { useAsk } from '@/api/hooks';
import { useMe } from '@/app/session';
import { PageHeader } from '@/components/PageHeader';
import { EmptyState, Shown, useNow } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { Alerts } from './Alerts';
import { DeskItem } from './DeskItem';
import { endOfToday, order, whenOf, whens } from './desk';
import { Figures } from './Figures';
import { PlanTask } from './PlanTask';
import { useDesk, type DeskMoves } from './useDesk';
import { words } from './words';
import styles from './day.module.css';

type Kind = 'all' | 'activities' | 'cases' | 'leads' | 'deals';
const kinds: Kind[] = ['all', 'activities', 'cases', 'leads', 'deals'];

export default function DayPage() {
  const t = useWords(words);
  const format = useFormat();
  const me = useMe();
  const now = useNow();
  const tonight = useMemo(() => endOfToday(), []);
  const [planning, setPlanning] = useState(false);
  const inbox = useAsk('portal', 'get_inbox', { limit: 60, dueBeforeMs: String(tonight) });
  const moves = useDesk();
  const hour = new Date(now).getHours();
  const name = me.name || me.user;
  return (
    <>
      <PageHeader
        title={t(hour < 12 ? 'good_morning' : hour < 18 ? 'good_day' : 'good_evening', { name })}
        windowTitle={t('nav_day')}
        subtitle={format.longDate(now)}
        actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => setPlanning(true)}>{t('plan_task')}</Button>}
      />
      <div className="pv-stack">
        <Figures />
        <Shown of={inbox}>
          {(data) => (
            <div className="pv-split">
              <Desk inbox={data} moves={moves} now={now} tonight={tonight} />
              <div className="pv-stack">
                <Alerts alerts={data.alerts ?? []} unseen={data.counts?.alertsUnseen ?? 0} />
                <Nobody inbox={data} moves={moves} />
              </div>
            </div>
          )}
        </Shown>
      </div>
      {moves.forms}
      <PlanTask open={planning} onClose={() => setPlanning(false)} />
    </>
  );
}

function Desk({ inbox, moves, now, tonight }: { inbox: Inbox; moves: DeskMoves; now: number; tonight: number }) {
  const t = useWords(words);
  const format = useFormat();
  const [kind, setKind] = useState<Kind>('all');
  const counts = inbox.counts ?? {};
  const groups = useMemo(() => {
    const items: Item[] = [
      ...(kind === 'all' || kind === 'activities' ? (inbox.activities ?? []) : []),
      ...(kind === 'all' || kind === 'cases' ? (inbox.cases ?? []) : []),
      ...(kind === 'all' || kind === 'leads' ? (inbox.leads ?? []) : []),
      ...(kind === 'all' || kind === 'deals' ? (inbox.deals ?? []) : []),
    ];
    return whens
      .map((when) => ({ when, items: items.filter((item) => whenOf(item, now, tonight) === when).sort(order) }))
      .filter((group) => group.items.length > 0);
  }, [inbox, kind, now, tonight]);
  const label = (one: Kind): string => {
    const count = one === 'all' ? undefined : counts[one];
    return count ? `${t(`show_${one}`)} ${format.number(count)}` : t(`show_${one}`);
  };
  return (
    <section className="pv-panel" aria-labelledby="day-desk">
      <div className="pv-panel-head">
        <h2 id="day-desk">{t('todo')}</h2>
        <div className={styles.kinds}>
          <Segmented<Kind> size="small" aria-label={t('show')} value={kind} onChange={setKind} options={kinds.map((value) => ({ value, label: label(value) }))} />
        </div>
      </div>
      {groups.length === 0 && <EmptyState title={t('todo_empty')} hint={t('todo_empty_hint')} />}
      {groups.map((group) => (
        <div key={group.when}>
          <h3 className={styles.groupTitle} data-when={group.when}>{t(`group_${group.when}`)} <span className="pv-muted">{format.number(group.items.length)}</span></h3>
          <ul className={styles.items}>
            {group.items.map((item) => <DeskItem key={`${item.kind} ${item.itemId}`} item={item} moves={moves} />)}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Nobody({ inbox, moves }: { inbox: Inbox; moves: DeskMoves }) {
  const t = useWords(words);
  const { leadsUnassigned = [], casesUnassigned = [], counts = {} } = inbox;
  if (counts.leadsUnassigned === undefined && counts.casesUnassigned === undefined) return null;
  const shown = [...casesUnassigned.slice(0, 6), ...leadsUnassigned.slice(0, 6)];
  return (
    <section className="pv-panel" aria-labelledby="day-nobody">
      <div className="pv-panel-head"><div><h2 id="day-nobody">{t('nobody_title')}</h2>{shown.length > 0 && <span className="pv-muted">{t('nobody_hint')}</span>}</div></div>
      {shown.length === 0 && <EmptyState title={t('nobody_empty')} />}
      <ul className={`${styles.items} ${styles.narrow}`}>{shown.map((item) => <DeskItem key={`${item.kind} ${item.itemId}`} item={item} moves={moves} unassigned />)}</ul>
      <div className="pv-row">
        {(counts.casesUnassigned ?? 0) > 6 && <Link className="pv-link" to="/cases?view=unassigned">{t('more_cases')} ({counts.casesUnassigned})</Link>}
        {(counts.leadsUnassigned ?? 0) > 6 && <Link className="pv-link" to="/leads">{t('more_leads')} ({counts.leadsUnassigned})</Link>}
      </div>
    </section>
  );
}
