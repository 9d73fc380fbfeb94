// Plans something for oneself or a colleague.
import { Form, Input, Select } from 'antd';
import type { ActivityKind } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { useMe } from '@/app/session';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect, OwnerSelect } from '@/components/inputs';
import { useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { snoozes } from './desk';
import { words } from './words';

interface Values {
  subject: string;
  kind: ActivityKind;
  dueAtMs?: string;
  customerId?: string;
  owner?: string;
  notes?: string;
}

export function PlanTask({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const me = useMe();
  const options = useOptions();
  const plan = useTell('sales', 'plan_activity', { quiet: true, done: t('planned_task') });
  return (
    <FormDrawer<Values>
      open={open}
      title={t('plan_task')}
      onClose={onClose}
      submitText={t('plan_task')}
      initial={{ kind: 'TASK', owner: me.user, dueAtMs: String(snoozes().tomorrow) }}
      onSubmit={(values, key) => plan.tell({ ...values, ...(values.dueAtMs ? { remindAtMs: values.dueAtMs } : {}) }, { key })}
    >
      <Form.Item name="subject" label={t('task_subject')} rules={[{ required: true }]}><Input maxLength={250} /></Form.Item>
      <Form.Item name="kind" label={t('task_kind')} rules={[{ required: true }]}><Select options={options(['TASK', 'PHONE_CALL', 'MEETING', 'EMAIL_TO_WRITE', 'LETTER_TO_WRITE'])} /></Form.Item>
      <Form.Item name="dueAtMs" label={t('task_due')} rules={[{ required: true }]}><DateInput withTime /></Form.Item>
      <Form.Item name="customerId" label={t('about_customer')}><CustomerSelect /></Form.Item>
      <Form.Item name="owner" label={t('owner')} rules={[{ required: true }]}><OwnerSelect allowNobody={false} /></Form.Item>
      <Form.Item name="notes" label={t('task_notes')}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
    </FormDrawer>
  );
}
