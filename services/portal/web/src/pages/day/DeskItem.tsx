// One thing on a desk, with what can be done in place: done, put off, given to somebody, taken.
import {
  AimOutlined, BellOutlined, CalendarOutlined, CheckOutlined, ClockCircleOutlined, CustomerServiceOutlined, EllipsisOutlined,
  FunnelPlotOutlined, MailOutlined, PhoneOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Item } from '@/api/generated/portal';
import { CustomerLink, Money, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { PriorityMark } from '@/pages/cases/PriorityMark';
import type { CasePriority } from '@/api/generated/support';
import type { DeskMoves } from './useDesk';
import { words } from './words';
import styles from './day.module.css';

const icons: Record<string, ReactNode> = {
  PHONE_CALL: <PhoneOutlined />, MEETING: <CalendarOutlined />, EMAIL_TO_WRITE: <MailOutlined />, LETTER_TO_WRITE: <MailOutlined />, ALERT: <BellOutlined />,
  ITEM_CASE: <CustomerServiceOutlined />, ITEM_LEAD: <AimOutlined />, ITEM_DEAL: <FunnelPlotOutlined />,
};
const priorities: CasePriority[] = ['LOW', 'NORMAL', 'HIGH', 'URGENT'];

export function pathOfItem(item: Item): string | undefined {
  switch (item.kind) {
    case 'ITEM_CASE': return `/cases/${item.itemId}`;
    case 'ITEM_LEAD': return `/leads/${item.itemId}`;
    case 'ITEM_DEAL': return `/deals/${item.itemId}`;
    case 'ITEM_ACTIVITY':
      return item.dealId ? `/deals/${item.dealId}` : item.leadId ? `/leads/${item.leadId}` : item.caseId ? `/cases/${item.caseId}` : item.customerId ? `/customers/${item.customerId}` : undefined;
    default: return item.customerId && `/customers/${item.customerId}`;
  }
}

export function DeskItem({ item, moves, unassigned = false }: { item: Item; moves: DeskMoves; unassigned?: boolean }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const path = pathOfItem(item);
  const title = item.title || (item.kind === 'ITEM_ACTIVITY' ? nameOf(item.variety) : nameOf(item.kind));
  const activity = item.kind === 'ITEM_ACTIVITY';
  const canSnooze = activity || item.kind === 'ITEM_CASE';
  const canGive = item.kind !== 'ITEM_DEAL';
  const menu = [
    ...(activity ? [{ key: 'note', label: t('done_note') }] : []),
    ...(canSnooze
      ? [
          { key: 'hour', label: t('snooze_hour'), icon: <ClockCircleOutlined /> },
          { key: 'tomorrow', label: t('snooze_tomorrow'), icon: <ClockCircleOutlined /> },
          { key: 'week', label: t('snooze_week'), icon: <ClockCircleOutlined /> },
          { key: 'pick', label: t('snooze_pick'), icon: <ClockCircleOutlined /> },
        ]
      : []),
    ...(canGive ? [{ key: 'give', label: t('reassign') }] : []),
  ];
  return (
    <li className={styles.item} data-alarm={Boolean(item.alarm)}>
      {activity && !unassigned ? (
        <Tooltip title={t('done')}>
          <button type="button" className={styles.check} aria-label={`${t('done')}: ${title}`} onClick={() => moves.done(item)}><CheckOutlined /></button>
        </Tooltip>
      ) : (
        <span className={styles.icon} data-source={item.source} aria-hidden>{icons[item.kind ?? '']}</span>
      )}
      <div className={styles.itemBody}>
        <div className={styles.itemTitle}>{path ? <Link className="pv-link" to={path}><bdi>{title}</bdi></Link> : <bdi>{title}</bdi>}</div>
        <div className={styles.itemLine}>
          {activity && <span>{icons[item.variety ?? ''] ?? <CheckOutlined />} {nameOf(item.variety)}</span>}
          {!activity && item.number && <bdi>{format.digits(item.number)}</bdi>}
          <CustomerLink id={item.customerId} name={item.customerName} />
          {item.amount && <Money value={item.amount} compact />}
        </div>
      </div>
      <div className={styles.itemEnd}>
        {item.kind === 'ITEM_CASE' && <PriorityMark priority={priorities[(item.priority ?? 0) - 1]} compact />}
        {!activity && <StateTag value={item.state} />}
        {item.dueAtMs && <span className={styles.due}><When value={item.dueAtMs} due /></span>}
      </div>
      <div className={styles.itemActions}>
        {unassigned ? (
          <Button size="small" onClick={() => moves.take(item)}>{t('take')}</Button>
        ) : (
          menu.length > 0 && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: menu,
                onClick: ({ key }) => {
                  if (key === 'note') moves.ask('note', item);
                  else if (key === 'give') moves.ask('give', item);
                  else if (key === 'pick') moves.ask('snooze', item);
                  else moves.snooze(item, key as 'hour' | 'tomorrow' | 'week');
                },
              }}
            >
              <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={t('actions_of', { title })} />
            </Dropdown>
          )
        )}
      </div>
    </li>
  );
}
