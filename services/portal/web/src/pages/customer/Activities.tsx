// What is to be done about a deal or customer and what was done, with ways to finish it in place.
import { CheckOutlined, CloseOutlined, MailOutlined, PhoneOutlined, PlusOutlined, TeamOutlined, AlertOutlined, FileTextOutlined, CheckSquareOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Activity, ActivityKind } from '@/api/generated/sales';
import { useAskPages, useTell } from '@/api/hooks';
import { More } from '@/components/DataTable';
import { FormDrawer } from '@/components/FormDrawer';
import { useNameOfPerson } from '@/components/inputs';
import { ConfirmButton, ErrorState, Loading, OwnerTag, When } from '@/components/small';
import { toMs, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words as dealWords } from '@/pages/deals/words';
import { ActivityForm } from './ActivityForm';
import type { About } from './ActivityForm';
import { words } from './words';
import styles from './customer.module.css';

const activityIcons: Partial<Record<ActivityKind, ReactNode>> = {
  PHONE_CALL: <PhoneOutlined />, MEETING: <TeamOutlined />, TASK: <CheckSquareOutlined />,
  EMAIL_TO_WRITE: <MailOutlined />, LETTER_TO_WRITE: <FileTextOutlined />, ALERT: <AlertOutlined />,
};

export function Activities({ about }: { about: About }) {
  const t = useWords(words);
  const d = useWords(dealWords);
  const [adding, setAdding] = useState(false);
  const pages = useAskPages('sales', 'list_activities', about.dealId ? { dealId: about.dealId, limit: 50 } : { customerId: about.customerId!, limit: 50 });
  const planned = pages.rows.filter((row) => row.state === 'ACTIVITY_PLANNED');
  const closed = pages.rows.filter((row) => row.state !== 'ACTIVITY_PLANNED').sort((a, b) => Number(b.closedAtMs ?? 0) - Number(a.closedAtMs ?? 0));
  return (
    <>
      {pages.error && <ErrorState problem={pages.error} onAgain={pages.refetch} compact />}
      {pages.isPending && !pages.error && <Loading as="rows" count={2} />}
      {!pages.isPending && pages.rows.length === 0 && <p className="pv-muted">{d('activities_none')}</p>}
      <ul className={styles.activities}>
        {[...planned, ...closed].map((activity) => <Row key={activity.activityId} activity={activity} />)}
      </ul>
      <More pages={pages} />
      <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('log_activity_title')}</Button>
      <ActivityForm open={adding} onClose={() => setAdding(false)} about={about} />
    </>
  );
}

function Row({ activity }: { activity: Activity }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNameOfPerson();
  const [finishing, setFinishing] = useState(false);
  const complete = useTell('sales', 'complete_activity', { quiet: true, done: t('activity_logged_done') });
  const cancel = useTell('sales', 'cancel_activity');
  const isPlanned = activity.state === 'ACTIVITY_PLANNED';
  const due = toMs(activity.dueAtMs);
  const late = isPlanned && due !== undefined && due < Date.now();
  return (
    <li className={[styles.activity, !isPlanned && styles.closed].filter(Boolean).join(' ')}>
      <span className={styles.activityMark} aria-hidden>{activityIcons[activity.kind ?? 'TASK'] ?? <CheckSquareOutlined />}</span>
      <div className={styles.activityText}>
        <div><bdi>{activity.subject || t(`activity_${activity.kind}` as 'activity_TASK')}</bdi></div>
        {(activity.outcome || activity.notes) && <div className="pv-muted"><bdi>{activity.outcome || activity.notes}</bdi></div>}
        <div className="pv-row pv-muted">
          <OwnerTag owner={activity.owner} name={nameOf(activity.owner)} />
          {isPlanned
            ? due !== undefined && <span className={late ? 'pv-late' : undefined}>{t(late ? 'activity_overdue' : 'activity_due_at', { time: format.dateTime(due) })}</span>
            : <span>{t(`activity_state_${activity.state}` as 'activity_state_ACTIVITY_DONE')} · <When value={activity.closedAtMs} /></span>}
        </div>
      </div>
      {isPlanned && (
        <span className={styles.activityActions}>
          <Button type="text" icon={<CheckOutlined />} aria-label={`${t('activity_complete')}: ${activity.subject ?? ''}`} title={t('activity_complete')} onClick={() => setFinishing(true)} />
          <ConfirmButton type="text" icon={<CloseOutlined />} aria-label={`${t('activity_cancel')}: ${activity.subject ?? ''}`} question={`${t('activity_cancel')}?`} onConfirm={() => cancel.tell({ activityId: activity.activityId! })} />
        </span>
      )}
      <FormDrawer<{ outcome?: string }>
        open={finishing}
        title={t('activity_complete')}
        onClose={() => setFinishing(false)}
        onSubmit={({ outcome }, key) => complete.tell({ activityId: activity.activityId!, ...(outcome?.trim() ? { outcome: outcome.trim() } : {}) }, { key })}
        submitText={t('activity_complete')}
      >
        <p><bdi>{activity.subject}</bdi></p>
        <Form.Item name="outcome" label={t('activity_complete_title')}>
          <Input.TextArea rows={3} maxLength={1000} dir="auto" autoFocus />
        </Form.Item>
      </FormDrawer>
    </li>
  );
}
