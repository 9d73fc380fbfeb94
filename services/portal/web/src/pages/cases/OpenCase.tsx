// The form that opens a case for a customer.
import { Form, Input, Select } from 'antd';
import { useNavigate } from 'react-router-dom';
import { CaseKindValues, CasePriorityValues, CaseSeverityValues } from '@/api/generated/support';
import type { CaseKind, CasePriority, CaseSeverity } from '@/api/generated/support';
import { ChannelValues, type Channel } from '@/api/generated/pv';
import { useTell } from '@/api/hooks';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { useQueues } from './useQueues';
import { words } from './words';

interface Values {
  customer?: string;
  subject: string;
  body?: string;
  kind?: CaseKind;
  channel?: Channel;
  severity?: CaseSeverity;
  priority?: CasePriority;
  queueId?: string;
  requester?: string;
}

export function OpenCase({ open, onClose, customerId }: { open: boolean; onClose: () => void; customerId?: string }) {
  const t = useWords(words);
  const options = useOptions();
  const notify = useNotify();
  const navigate = useNavigate();
  const { queues } = useQueues();
  const opening = useTell('support', 'open_case', { quiet: true });
  return (
    <FormDrawer<Values>
      open={open}
      title={t('open_case')}
      onClose={onClose}
      submitText={t('open_case')}
      initial={{ kind: 'QUESTION', channel: 'PHONE', severity: 'MINOR' }}
      onSubmit={async ({ customer, ...values }, key) => {
        const made = await opening.tell({ ...values, customer: { customerId: customerId ?? customer } }, { key });
        notify.done(t('opened_case', { number: made.number ?? '' }));
        if (made.caseId) void navigate(`/cases/${made.caseId}`);
      }}
    >
      {!customerId && (
        <Form.Item name="customer" label={t('customer')} rules={[{ required: true }]}>
          <CustomerSelect />
        </Form.Item>
      )}
      <Form.Item name="subject" label={t('subject')} rules={[{ required: true }]}>
        <Input maxLength={250} placeholder={t('subject_hint')} />
      </Form.Item>
      <Form.Item name="body" label={t('body')}>
        <Input.TextArea rows={4} maxLength={10000} />
      </Form.Item>
      <Form.Item name="kind" label={t('kind')} rules={[{ required: true }]}>
        <Select options={options(CaseKindValues)} />
      </Form.Item>
      <Form.Item name="channel" label={t('channel')} rules={[{ required: true }]}>
        <Select options={options(ChannelValues)} />
      </Form.Item>
      <Form.Item name="severity" label={t('severity')} rules={[{ required: true }]}>
        <Select options={options(CaseSeverityValues)} />
      </Form.Item>
      <Form.Item name="priority" label={t('base_priority')}>
        <Select allowClear options={options(CasePriorityValues)} />
      </Form.Item>
      <Form.Item name="queueId" label={t('queue')}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={queues.map((queue) => ({ value: queue.queueId!, label: queue.name }))} />
      </Form.Item>
      <Form.Item name="requester" label={t('requester')}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDrawer>
  );
}
