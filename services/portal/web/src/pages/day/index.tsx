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
              <div className="pv-stack">
                <Desk inbox={data} moves={moves} now={now} tonight={tonight} />
                <Nobody inbox={data} moves={moves} />
              </div>
              <Alerts alerts={data.alerts ?? []} unseen={data.counts?.alertsUnseen ?? 0} />
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

const SOME = 6;

function Nobody({ inbox, moves }: { inbox: Inbox; moves: DeskMoves }) {
  const t = useWords(words);
  const { leadsUnassigned = [], casesUnassigned = [], counts = {} } = inbox;
  const format = useFormat();
  if (counts.leadsUnassigned === undefined && counts.casesUnassigned === undefined) return null;
  const sides = [
    { name: t('show_cases'), items: casesUnassigned.slice(0, SOME), count: counts.casesUnassigned ?? 0, to: '/cases?view=unassigned', more: t('more_cases') },
    { name: t('show_leads'), items: leadsUnassigned.slice(0, SOME), count: counts.leadsUnassigned ?? 0, to: '/leads', more: t('more_leads') },
  ].filter((side) => side.count > 0);
  return (
    <section className="pv-panel" aria-labelledby="day-nobody">
      <div className="pv-panel-head"><div><h2 id="day-nobody">{t('nobody_title')}</h2>{sides.length > 0 && <span className="pv-muted">{t('nobody_hint')}</span>}</div></div>
      {sides.length === 0 && <EmptyState title={t('nobody_empty')} />}
      <div className={styles.sides}>
        {sides.map((side) => (
          <div key={side.to}>
            <h3 className={styles.groupTitle}>{side.name} <span className="pv-muted">{format.number(side.count)}</span></h3>
            <ul className={`${styles.items} ${styles.narrow}`}>{side.items.map((item) => <DeskItem key={`${item.kind} ${item.itemId}`} item={item} moves={moves} unassigned />)}</ul>
            {side.count > SOME && <Link className="pv-link" to={side.to}>{side.more}</Link>}
          </div>
        ))}
      </div>
    </section>
  );
}
