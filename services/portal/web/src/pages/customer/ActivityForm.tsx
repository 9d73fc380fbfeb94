// Plans something to do about a customer or deal, or notes what was done already.
import { Form, Input, Segmented, Select } from 'antd';
import type { ActivityKind, Recurrence } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { useMe } from '@/app/session';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { OwnerSelect } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { toMs } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

const KINDS: ActivityKind[] = ['PHONE_CALL', 'MEETING', 'TASK', 'EMAIL_TO_WRITE', 'LETTER_TO_WRITE'];
const HOUR_MS = 3_600_000;
const REMIND_MS = { at: 0, hour: HOUR_MS, day: 24 * HOUR_MS };

interface Values {
  when: 'log' | 'plan';
  kind: ActivityKind;
  subject: string;
  notes?: string;
  outcome?: string;
  owner?: string;
  dueAtMs?: string;
  remind?: 'none' | keyof typeof REMIND_MS;
  recurrence?: 'none' | Recurrence;
}

export interface About {
  customerId?: string | undefined;
  dealId?: string | undefined;
  leadId?: string | undefined;
}

export function ActivityForm({ open, onClose, about, when = 'log' }: { open: boolean; onClose: () => void; about: About; when?: 'log' | 'plan' }) {
  const t = useWords(words);
  const me = useMe();
  const notify = useNotify();
  const plan = useTell('sales', 'plan_activity', { quiet: true });
  const complete = useTell('sales', 'complete_activity', { quiet: true });
  const target = about.dealId ? { dealId: about.dealId } : about.leadId ? { leadId: about.leadId } : { customerId: about.customerId };
  const submit = async (values: Values, key: string): Promise<void> => {
    const due = toMs(values.dueAtMs);
    const planned = values.when === 'plan';
    const remind = planned && due !== undefined && values.remind && values.remind !== 'none' ? due - REMIND_MS[values.remind] : undefined;
    const made = await plan.tell({
      ...target,
      kind: values.kind,
      subject: values.subject.trim(),
      owner: values.owner ?? me.user,
      ...(values.notes?.trim() ? { notes: values.notes.trim() } : {}),
      ...(planned && due !== undefined ? { dueAtMs: String(due) } : {}),
      ...(remind !== undefined ? { remindAtMs: String(remind) } : {}),
      ...(planned && values.recurrence && values.recurrence !== 'none' ? { recurrence: values.recurrence } : {}),
    }, { key });
    if (!planned) {
      // under a key of its own, made of this one: the second half of one action
      await complete.tell({ activityId: made.activityId!, ...(values.outcome?.trim() ? { outcome: values.outcome.trim() } : {}) }, { key: `${key}-done` });
    }
    notify.done(t(planned ? 'activity_planned_done' : 'activity_logged_done'));
  };
  return (
    <FormDrawer<Values>
      open={open}
      title={t('log_activity_title')}
      onClose={onClose}
      initial={{ when, kind: 'PHONE_CALL', owner: me.user, remind: 'none', recurrence: 'none' }}
      onSubmit={submit}
    >
      {(form) => (
        <>
          <Form.Item name="when" label={t('activity_when')} required>
            <Segmented block options={[{ value: 'log', label: t('activity_log') }, { value: 'plan', label: t('activity_plan') }]} />
          </Form.Item>
          <Form.Item name="kind" label={t('activity_kind')} required>
            <Select options={KINDS.map((value) => ({ value, label: t(`activity_${value}` as 'activity_TASK') }))} />
          </Form.Item>
          <Form.Item name="subject" label={t('activity_subject')} rules={[{ required: true, whitespace: true }]}>
            <Input dir="auto" />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.when !== after.when || before.dueAtMs !== after.dueAtMs}>
            {() => form.getFieldValue('when') === 'log' ? (
              <Form.Item name="outcome" label={t('activity_outcome')}>
                <Input.TextArea rows={3} maxLength={1000} dir="auto" />
              </Form.Item>
            ) : (
              <>
                <div className="pv-fields">
                  <Form.Item name="dueAtMs" label={t('activity_due')} rules={[{ required: true }]}><DateInput withTime min={Date.now()} /></Form.Item>
                  <Form.Item name="remind" label={t('activity_remind')}>
                    <Select options={(['none', 'at', 'hour', 'day'] as const).map((value) => ({ value, label: t(`activity_remind_${value}`) }))} />
                  </Form.Item>
                </div>
                <div className="pv-fields">
                  <Form.Item name="owner" label={t('activity_owner')}><OwnerSelect allowNobody={false} /></Form.Item>
                  <Form.Item name="recurrence" label={t('activity_repeat')}>
                    <Select options={(['none', 'DAILY', 'WEEKLY', 'MONTHLY'] as const).map((value) => ({ value, label: t(`activity_repeat_${value}`) }))} />
                  </Form.Item>
                </div>
              </>
            )}
          </Form.Item>
          <Form.Item name="notes" label={t('activity_notes')}>
            <Input.TextArea rows={2} dir="auto" />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

