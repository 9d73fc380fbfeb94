// What can be done with a case: take it, give it to somebody, move it on, put it aside, merge it, finish it.
import { CheckOutlined, DownOutlined, EllipsisOutlined, UserAddOutlined } from '@ant-design/icons';
import { Button, Dropdown, Form, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Case, CaseState } from '@/api/generated/support';
import { asProblem } from '@/api/problem';
import { useAsk, useTell } from '@/api/hooks';
import { useMe } from '@/app/session';
import { useConflict } from '@/components/ConflictDialog';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { OwnerSelect } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { useQueues } from '@/pages/cases/useQueues';
import { words } from '@/pages/cases/words';
import { isOpenState, snoozeTimes, statesAfter } from './rules';
import { SatisfactionInput } from './Satisfaction';

type Ask = 'assign' | 'queue' | 'snooze' | 'merge' | 'reject' | 'finish' | 'rate' | 'edit';

interface CaseMoves {
  /** Moves the case; asks for more where the state wants it. */
  move: (state: CaseState) => void;
  take: () => void;
  ask: (form: Ask) => void;
  busy: boolean;
}

/** Moves of a case and the forms they need. `version` guards against changes of others. */
export function useCaseMoves(record: Case, version: string | undefined): CaseMoves & { forms: ReactNode } {
  const t = useWords(words);
  const me = useMe();
  const nameOf = useNames();
  const notify = useNotify();
  const conflict = useConflict();
  const [form, setForm] = useState<Ask | null>(null);
  const [target, setTarget] = useState<CaseState>('RESOLVED');
  const caseId = record.caseId ?? '';
  const state = useTell('support', 'change_case_state', { quiet: true });
  const assign = useTell('support', 'assign_case', { quiet: true });
  const refetch = useAsk('support', 'get_case', { caseId }, { enabled: caseId !== '' }).refetch;

  /* A change made on what the person saw: if the case changed meanwhile, both are shown and the person chooses. */
  const guarded = async (label: string, mine: string, theirs: (now: Case) => string, run: (version: string | undefined) => Promise<unknown>): Promise<void> => {
    try {
      await run(version);
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.isConflict) return notify.problem(problem);
      const now = (await refetch()).data as { data?: Case; version?: string } | undefined;
      if ((await conflict([{ label, mine, theirs: theirs(now?.data ?? record) }])) === 'mine')
        await run(now?.version).catch((again: unknown) => notify.problem(asProblem(again)));
    }
  };
  const go = (to: CaseState, reason?: string): Promise<void> =>
    guarded(t('state'), nameOf(to), (now) => nameOf(now.state), async (seen) => {
      await state.tell({ caseId, state: to, ...(reason ? { reason } : {}) }, { version: seen });
      notify.done(t('state_changed', { state: nameOf(to) }));
    });
  const give = (owner: string): Promise<void> =>
    guarded(t('owner'), owner || t('nobody'), (now) => now.owner || t('nobody'), async (seen) => {
      await assign.tell({ caseId, owner }, { version: seen });
      notify.done(owner === me.user ? t('taken') : t('assigned'));
    });

  const move = (to: CaseState): void => {
    if (to === 'REJECTED') setForm('reject');
    else if (to === 'RESOLVED' || to === 'CLOSED') {
      setTarget(to);
      setForm('finish');
    } else void go(to);
  };
  return {
    move,
    take: () => void give(me.user),
    ask: setForm,
    busy: state.isPending || assign.isPending,
    forms: <CaseForms record={record} form={form} target={target} close={() => setForm(null)} go={go} give={give} />,
  };
}

function CaseForms({ record, form, target, close, go, give }: {
  record: Case; form: Ask | null; target: CaseState; close: () => void;
  go: (to: CaseState, reason?: string) => Promise<void>; give: (owner: string) => Promise<void>;
}) {
  const t = useWords(words);
  const format = useFormat();
  const caseId = record.caseId ?? '';
  const { queues, nameOfQueue } = useQueues();
  const siblings = useAsk('support', 'list_cases_of_customer', { customerId: record.customerId ?? '', limit: 50 }, { enabled: form === 'merge' });
  const queue = useTell('support', 'set_queue', { quiet: true });
  const snooze = useTell('support', 'snooze_case', { quiet: true });
  const merge = useTell('support', 'merge_case', { quiet: true });
  const rate = useTell('support', 'rate_case', { quiet: true });
  const notify = useNotify();
  const times = snoozeTimes(new Date());
  const others = (siblings.data?.rows ?? []).filter((row) => row.caseId !== caseId && isOpenState(row.state));
  return (
    <>
      <FormDrawer<{ owner?: string }>
        open={form === 'assign'} title={t('assign')} onClose={close} submitText={t('confirm')}
        initial={{ owner: record.owner ?? '' }} onSubmit={({ owner }) => give(owner ?? '')}
      >
        <Form.Item name="owner" label={t('owner')}>
          <OwnerSelect role="agent" />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ queueId: string }>
        open={form === 'queue'} title={t('move_queue')} onClose={close} submitText={t('confirm')}
        initial={record.queueId ? { queueId: record.queueId } : {}}
        onSubmit={async (values, key) => {
          await queue.tell({ caseId, ...values }, { key });
          notify.done(t('moved_queue', { queue: nameOfQueue(values.queueId) }));
        }}
      >
        <Form.Item name="queueId" label={t('queue')} rules={[{ required: true }]}>
          <Select options={queues.map((one) => ({ value: one.queueId!, label: one.name }))} />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ untilMs: string; reason?: string }>
        open={form === 'snooze'} title={t('snooze')} onClose={close} submitText={t('confirm')}
        initial={{ untilMs: String(times.tomorrow) }}
        onSubmit={async (values, key) => {
          await snooze.tell({ caseId, ...values }, { key });
          notify.done(t('snoozed', { until: format.dateTime(values.untilMs) }));
        }}
      >
        {(instance) => (
          <>
            <p className="pv-tags">
              {(['hour', 'tomorrow', 'week'] as const).map((name) => (
                <Button key={name} size="small" onClick={() => instance.setFieldsValue({ untilMs: String(times[name]) })}>{t(`snooze_${name}`)}</Button>
              ))}
            </p>
            <Form.Item name="untilMs" label={t('snooze_until')} rules={[{ required: true }]}><DateInput withTime min={Date.now()} /></Form.Item>
            <Form.Item name="reason" label={t('reason_optional')}><Input maxLength={300} /></Form.Item>
          </>
        )}
      </FormDrawer>
      <FormDrawer<{ intoCaseId: string }>
        open={form === 'merge'} title={t('merge')} onClose={close} submitText={t('confirm')} danger
        onSubmit={async (values, key) => {
          await merge.tell({ caseId, ...values }, { key });
          notify.done(t('merged', { number: others.find((one) => one.caseId === values.intoCaseId)?.number ?? '' }));
        }}
      >
        <p className="pv-muted">{others.length === 0 && !siblings.isPending ? t('merge_none') : t('merge_hint')}</p>
        <Form.Item name="intoCaseId" label={t('merge')} rules={[{ required: true }]}>
          <Select loading={siblings.isPending} options={others.map((one) => ({ value: one.caseId!, label: `${format.digits(one.number)} · ${one.subject}` }))} />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ reason: string }>
        open={form === 'reject'} title={t('go_REJECTED')} onClose={close} submitText={t('go_REJECTED')} danger
        onSubmit={({ reason }) => go('REJECTED', reason)}
      >
        <Form.Item name="reason" label={t('reject_reason')} rules={[{ required: true }]}><Input.TextArea rows={2} maxLength={300} /></Form.Item>
      </FormDrawer>
      <FormDrawer<{ reason?: string; satisfaction?: number; comment?: string }>
        open={form === 'finish' || form === 'rate'}
        title={form === 'rate' ? t('rate') : t(target === 'CLOSED' ? 'finish_title_CLOSED' : 'finish_title_RESOLVED', { number: record.number ?? '' })}
        onClose={close}
        submitText={form === 'rate' ? t('rate') : t(target === 'CLOSED' ? 'go_CLOSED' : 'go_RESOLVED')}
        initial={record.satisfaction ? { satisfaction: record.satisfaction, comment: record.satisfactionComment ?? '' } : {}}
        onSubmit={async ({ reason, satisfaction, comment }, key) => {
          if (form === 'finish') await go(target, reason);
          if (satisfaction && (satisfaction !== record.satisfaction || comment !== record.satisfactionComment)) {
            await rate.tell({ caseId, satisfaction, ...(comment ? { comment } : {}) }, { key });
            if (form === 'rate') notify.done(t('rated'));
          }
        }}
      >
        {form !== 'rate' && <Form.Item name="reason" label={t('finish_reason')}><Input.TextArea rows={2} maxLength={300} /></Form.Item>}
        <Form.Item name="satisfaction" label={t('satisfaction')} extra={t('satisfaction_hint')} rules={form === 'rate' ? [{ required: true }] : []}><SatisfactionInput /></Form.Item>
        <Form.Item name="comment" label={t('satisfaction_comment')}><Input.TextArea rows={2} maxLength={300} /></Form.Item>
      </FormDrawer>
    </>
  );
}

/** The buttons at the head of a case. */
export function CaseActions({ record, moves }: { record: Case; moves: CaseMoves }) {
  const t = useWords(words);
  const me = useMe();
  const open = isOpenState(record.state);
  const nexts = statesAfter(record.state);
  const main = open ? 'RESOLVED' : nexts[0];
  const go = (state: CaseState): string => t(`go_${state}` as Parameters<typeof t>[0]);
  return (
    <>
      {open && record.owner !== me.user && <Button icon={<UserAddOutlined />} loading={moves.busy} onClick={moves.take}>{t('take')}</Button>}
      {main && <Button type="primary" icon={<CheckOutlined />} loading={moves.busy} onClick={() => moves.move(main)}>{go(main)}</Button>}
      {nexts.filter((state) => state !== main).length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: nexts.filter((state) => state !== main).map((state) => ({ key: state, label: go(state), danger: state === 'REJECTED' })),
            onClick: ({ key }) => moves.move(key as CaseState),
          }}
        >
          <Button>{t('state')} <DownOutlined /></Button>
        </Dropdown>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'edit', label: t('edit_case') },
            { key: 'assign', label: t('assign') },
            { key: 'queue', label: t('move_queue') },
            ...(open ? [{ key: 'snooze', label: t('snooze') }, { key: 'merge', label: t('merge') }] : []),
            ...(open || record.state === 'MERGED' ? [] : [{ key: 'rate', label: t('rate') }]),
          ],
          onClick: ({ key }) => moves.ask(key as Ask),
        }}
      >
        <Button icon={<EllipsisOutlined />} aria-label={t('more_actions')} />
      </Dropdown>
    </>
  );
}
