// One case: its conversation, what can be done, and who asks.
import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { CaseKindValues, CasePriorityValues, CaseSeverityValues } from '@/api/generated/support';
import type { Case, CaseKind, CasePriority, CaseSeverity } from '@/api/generated/support';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import { useSettings } from '@/app/settings';
import { useMe } from '@/app/session';
import { FormDrawer } from '@/components/FormDrawer';
import { useNameOfPerson } from '@/components/inputs';
import { PageHeader } from '@/components/PageHeader';
import { Timeline } from '@/components/Timeline';
import { OwnerTag, Shown, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames, useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { PriorityMark } from '@/pages/cases/PriorityMark';
import { useQueues } from '@/pages/cases/useQueues';
import { words } from '@/pages/cases/words';
import { reasonText } from '@/pages/customer/events';
import { useHappenings } from '@/pages/customer/useHappenings';
import { CaseActions, useCaseMoves } from './CaseActions';
import { Composer } from './Composer';
import { Conversation } from './Conversation';
import { CustomerPanel } from './CustomerPanel';
import { Satisfaction } from './Satisfaction';
import styles from '@/pages/cases/cases.module.css';

export function CasePage() {
  const { caseId = '' } = useParams();
  const asked = useAsk('support', 'get_case', { caseId }, { keep: false });
  return <Shown of={asked}>{(record) => <OneCase key={caseId} record={record} version={asked.version} />}</Shown>;
}

function OneCase({ record, version }: { record: Case; version: string | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const { language } = useSettings();
  const { nameOfQueue } = useQueues();
  const nameOfPerson = useNameOfPerson();
  const moves = useCaseMoves(record, version);
  const [editing, setEditing] = useState(false);
  const opened = Number(record.openedAtMs);
  return (
    <>
      <PageHeader
        path={[{ to: '/cases', text: t('cases_title') }]}
        title={record.subject ?? ''}
        windowTitle={`${format.digits(record.number)} ${record.subject}`}
        subtitle={<><bdi>{format.digits(record.number)}</bdi> · {nameOf(record.kind)} · <bdi>{nameOfQueue(record.queueId)}</bdi> · <When value={record.openedAtMs} /></>}
        tags={<><StateTag value={record.state} /><PriorityMark priority={record.priority} base={record.basePriority} /></>}
        actions={<CaseActions record={record} moves={{ ...moves, ask: (form) => (form === 'edit' ? setEditing(true) : moves.ask(form)) }} />}
      />
      {record.state === 'MERGED' && (
        <Alert type="info" showIcon title={t('merged_into')} action={<Link to={`/cases/${record.mergedInto}`}>{t('merged_open')}</Link>} />
      )}
      {record.state === 'SNOOZED' && (
        <Alert
          type="info" showIcon title={t('snoozed', { until: format.dateTime(record.snoozedUntilMs) })} description={record.stateReason}
          action={<Button size="small" onClick={() => moves.move('OPEN')}>{t('wake')}</Button>}
        />
      )}
      <div className={styles.case}>
        <div>
          <section className={styles.conversation} aria-label={t('conversation')}>
            <Conversation record={record} />
            <Composer record={record} onMove={moves.move} />
          </section>
          <CaseHistory record={record} />
        </div>
        <aside className={styles.side}>
          <CustomerPanel record={record} />
          <section className={styles.panel} aria-labelledby="case-facts">
            <h2 className={styles.panelTitle} id="case-facts">
              {t('case_facts')} <Button type="link" size="small" onClick={() => setEditing(true)}>{t('edit')}</Button>
            </h2>
            <dl className={styles.factList}>
              <dt>{t('owner')}</dt>
              <dd><Button type="text" size="small" onClick={() => moves.ask('assign')} aria-label={t('assign')}><OwnerTag owner={record.owner} name={nameOfPerson(record.owner)} /></Button></dd>
              <dt>{t('queue')}</dt>
              <dd><Button type="text" size="small" onClick={() => moves.ask('queue')} aria-label={t('move_queue')}>{nameOfQueue(record.queueId)}</Button></dd>
              <dt>{t('severity')}</dt><dd>{nameOf(record.severity)}</dd>
              <dt>{t('channel')}</dt><dd>{nameOf(record.channel)}</dd>
              {record.requester && <><dt>{t('requester')}</dt><dd><bdi>{record.requester}</bdi></dd></>}
              {record.orderId && <><dt>{t('order')}</dt><dd><Link className="pv-link" to={`/orders/${record.orderId}`}>{t('show')}</Link></dd></>}
              <dt>{t('first_answer')}</dt>
              <dd>{record.firstAnswerAtMs ? t('first_answer_after', { duration: format.duration(Number(record.firstAnswerAtMs) - opened) }) : <Tag>{t('not_answered')}</Tag>}</dd>
              {record.resolvedAtMs && <><dt>{t('resolved_after')}</dt><dd>{format.duration(Number(record.resolvedAtMs) - opened)}</dd></>}
              {record.satisfaction ? <><dt>{t('satisfaction')}</dt><dd><Satisfaction score={record.satisfaction} />{record.satisfactionComment && <div className={styles.small} dir="auto">{record.satisfactionComment}</div>}</dd></> : null}
              {record.stateReason && record.state !== 'SNOOZED' && <><dt>{t('reason')}</dt><dd><bdi>{reasonText(record.stateReason, language)}</bdi></dd></>}
            </dl>
            <Watching record={record} />
          </section>
        </aside>
      </div>
      {moves.forms}
      <EditCase record={record} version={version} open={editing} onClose={() => setEditing(false)} />
    </>
  );
}

function Watching({ record }: { record: Case }) {
  const t = useWords(words);
  const nameOfPerson = useNameOfPerson();
  const me = useMe();
  const change = useTell('support', 'change_case');
  const watching = record.watchers?.includes(me.user) ?? false;
  const caseId = record.caseId ?? '';
  return (
    <div className={styles.bar}>
      <Button
        size="small" icon={watching ? <EyeInvisibleOutlined /> : <EyeOutlined />} loading={change.isPending} aria-pressed={watching}
        onClick={() => change.send(watching ? { caseId, removeWatchers: [me.user] } : { caseId, addWatchers: [me.user] })}
      >
        {watching ? t('unwatch') : t('watch')}
      </Button>
      {(record.watchers ?? []).map((person) => <OwnerTag key={person} owner={person} name={nameOfPerson(person)} />)}
    </div>
  );
}

function CaseHistory({ record }: { record: Case }) {
  const t = useWords(words);
  const happenings = useHappenings();
  const pages = useAskPages('portal', 'list_timeline', { customerId: record.customerId ?? '', itemId: record.caseId ?? '', limit: 30 }, { enabled: Boolean(record.customerId) });
  if (pages.rows.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="case-history" style={{ marginTop: 16 }}>
      <h2 className={styles.panelTitle} id="case-history">{t('history')}</h2>
      <Timeline label={t('history')} items={happenings(pages.rows)} />
    </section>
  );
}

interface Values {
  subject: string;
  kind: CaseKind;
  priority?: CasePriority;
  severity: CaseSeverity;
  requester?: string;
}

function EditCase({ record, version, open, onClose }: { record: Case; version: string | undefined; open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const options = useOptions();
  const change = useTell('support', 'change_case', { quiet: true, done: t('edited_case') });
  return (
    <FormDrawer<Values>
      open={open}
      title={t('edit_case')}
      onClose={onClose}
      initial={{
        subject: record.subject ?? '', requester: record.requester ?? '',
        ...(record.kind ? { kind: record.kind } : {}), ...(record.severity ? { severity: record.severity } : {}), ...(record.basePriority ? { priority: record.basePriority } : {}),
      }}
      onSubmit={(values, key) => change.tell({ caseId: record.caseId ?? '', ...values }, { key, version })}
    >
      <Form.Item name="subject" label={t('subject')} rules={[{ required: true }]}><Input maxLength={250} /></Form.Item>
      <Form.Item name="kind" label={t('kind')} rules={[{ required: true }]}><Select options={options(CaseKindValues)} /></Form.Item>
      <Form.Item name="severity" label={t('severity')} rules={[{ required: true }]}><Select options={options(CaseSeverityValues)} /></Form.Item>
      <Form.Item name="priority" label={t('base_priority')}><Select options={options(CasePriorityValues)} /></Form.Item>
      <Form.Item name="requester" label={t('requester')}><Input maxLength={100} /></Form.Item>
    </FormDrawer>
  );
}

export default CasePage;
