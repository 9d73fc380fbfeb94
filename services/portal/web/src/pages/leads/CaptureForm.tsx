// Captures a lead: from somebody we know, or somebody new who is found or introduced by an e-mail address or phone number.
import { Form, Input, Segmented, Select } from 'antd';
import { LeadSourceValues } from '@/api/generated/sales';
import type { Lead, LeadSource } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect, NumberInput, OwnerSelect } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { latinDigits } from '@/i18n/format';
import { useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';

interface Values {
  who: 'known' | 'new';
  customerId?: string;
  name?: string;
  identifier?: string;
  subject: string;
  request?: string;
  source: LeadSource;
  score?: number;
  owner?: string;
}

export function CaptureForm({ open, onClose, onCaptured, customerId, customerName }: {
  open: boolean;
  onClose: () => void;
  onCaptured?: (lead: Lead) => void;
  customerId?: string;
  customerName?: string | undefined;
}) {
  const t = useWords(words);
  const options = useOptions();
  const notify = useNotify();
  const { tell } = useTell('sales', 'capture_lead', { quiet: true });
  const submit = async ({ who, customerId: known, name, identifier, ...lead }: Values, key: string): Promise<void> => {
    const text = latinDigits(identifier?.trim() ?? '');
    const customer = customerId || who === 'known'
      ? { customerId: customerId ?? known }
      : { identifier: { kind: text.includes('@') ? 'EMAIL_ADDRESS' as const : 'PHONE_NUMBER' as const, value: text }, ...(name?.trim() ? { name: name.trim() } : {}) };
    const made = await tell({ ...lead, customer }, { key });
    notify.done(t('captured_done', { number: made.number }));
    onCaptured?.(made);
  };
  return (
    <FormDrawer<Values> open={open} title={t('capture')} onClose={onClose} submitText={t('capture')} initial={{ who: 'known', source: 'CALL' }} onSubmit={submit}>
      {(form) => (
        <>
          {customerId ? <p className="pv-muted"><bdi>{customerName}</bdi></p> : (
            <>
              <Form.Item name="who" label={t('who')} required>
                <Segmented block options={[{ value: 'known', label: t('who_known') }, { value: 'new', label: t('who_new') }]} />
              </Form.Item>
              <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.who !== after.who}>
                {() => form.getFieldValue('who') === 'known' ? (
                  <Form.Item name="customerId" label={t('customer')} rules={[{ required: true }]}><CustomerSelect /></Form.Item>
                ) : (
                  <>
                    <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true }]}><Input placeholder={t('name_hint')} dir="auto" /></Form.Item>
                    <Form.Item name="identifier" label={t('identifier')} rules={[{ required: true, whitespace: true }]} extra={t('identifier_hint')}><Input dir="ltr" /></Form.Item>
                  </>
                )}
              </Form.Item>
            </>
          )}
          <Form.Item name="subject" label={t('subject')} rules={[{ required: true, whitespace: true }]}><Input placeholder={t('subject_hint')} dir="auto" /></Form.Item>
          <Form.Item name="request" label={t('request')}><Input.TextArea placeholder={t('request_hint')} rows={3} dir="auto" /></Form.Item>
          <div className="pv-fields">
            <Form.Item name="source" label={t('source')} rules={[{ required: true }]}><Select options={options(LeadSourceValues, 'LeadSource')} /></Form.Item>
            <Form.Item name="score" label={t('score')}><NumberInput min={0} max={100} /></Form.Item>
          </div>
          <Form.Item name="owner" label={t('owner')}><OwnerSelect role="seller" /></Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
