// What a person is to know: reminders, stalled deals, what customers wrote.
import { CheckOutlined, ClockCircleOutlined } from '@ant-design/icons';
import { Badge, Button, Tooltip } from 'antd';
import { Link } from 'react-router-dom';
import type { Alert } from '@/api/generated/portal';
import { useTell } from '@/api/hooks';
import { pathOf } from '@/app/routes';
import { CustomerLink, EmptyState, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { snoozes } from './desk';
import { words } from './words';
import styles from './day.module.css';

export function Alerts({ alerts, unseen }: { alerts: Alert[]; unseen: number }) {
  const t = useWords(words);
  const mark = useTell('portal', 'mark_alerts');
  const newest = alerts.reduce((most, alert) => Math.max(most, Number(alert.number ?? 0)), 0);
  return (
    <section className="pv-panel" aria-labelledby="day-alerts">
      <div className="pv-panel-head">
        <h2 id="day-alerts">{t('alerts')} {unseen > 0 && <Badge count={unseen} title={t('unseen_count', { count: unseen })} />}</h2>
        {unseen > 0 && <Button size="small" type="text" onClick={() => mark.send({ all: true, upToNumber: String(newest), seen: true })}>{t('mark_all')}</Button>}
      </div>
      {alerts.length === 0 && <EmptyState title={t('alerts_empty')} hint={t('alerts_empty_hint')} />}
      <ul className={styles.alerts} aria-live="polite">
        {alerts.map((alert) => <AlertLine key={alert.number} alert={alert} mark={mark.send} />)}
      </ul>
    </section>
  );
}

function AlertLine({ alert, mark }: { alert: Alert; mark: (params: { numbers: string[]; seen?: boolean; done?: boolean; snoozedUntilMs?: string }) => void }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const numbers = [String(alert.number ?? 0)];
  const path = pathOf(alert.itemKind, alert.itemId, alert.customerId);
  const text = alert.title || [format.digits(alert.itemNumber), alert.from && alert.to ? `${nameOf(alert.from)} → ${nameOf(alert.to)}` : ''].filter(Boolean).join(' ');
  return (
    <li className={styles.alert} data-seen={Boolean(alert.seen)}>
      <div className={styles.itemBody}>
        <div className={styles.alertKind} data-kind={alert.kind}>{nameOf(alert.kind)} <span className="pv-muted"><When value={alert.atMs} /></span></div>
        <div>{path ? <Link className="pv-link" to={path} onClick={() => !alert.seen && mark({ numbers, seen: true })}><bdi>{text || t('open')}</bdi></Link> : <bdi>{text}</bdi>}</div>
        <div className={styles.itemLine}><CustomerLink id={alert.customerId} name={alert.customerName} /></div>
      </div>
      <div className={styles.itemActions}>
        <Tooltip title={t('alert_snooze')}>
          <Button type="text" size="small" icon={<ClockCircleOutlined />} aria-label={`${t('alert_snooze')}: ${text}`} onClick={() => mark({ numbers, snoozedUntilMs: String(snoozes().tomorrow) })} />
        </Tooltip>
        <Tooltip title={t('alert_done')}>
          <Button type="text" size="small" icon={<CheckOutlined />} aria-label={`${t('alert_done')}: ${text}`} onClick={() => mark({ numbers, done: true })} />
        </Tooltip>
      </div>
    </li>
  );
}
