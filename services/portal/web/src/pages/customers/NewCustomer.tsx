// Introduces a customer; one that looks like somebody we know is shown first.
import { Alert, Checkbox, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { CustomerKind, Identifier } from '@/api/generated/pv';
import { useAsk, useTell } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import { FormDrawer } from '@/components/FormDrawer';
import { useNotify } from '@/components/notify';
import { CustomerLink } from '@/components/small';
import { latinDigits } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

interface Values {
  kind: CustomerKind;
  name: string;
  email?: string;
  phone?: string;
  number?: string;
  allowDuplicate?: boolean;
  comesBack?: boolean;
}

export function NewCustomer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const notify = useNotify();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<{ type: string; name: string }>();
  const { tell } = useTell('portal', 'introduce_customer', { quiet: true });
  const alike = useAsk('portal', 'search', { q: refused?.name ?? '', kinds: ['HIT_CUSTOMER'], limit: 5 }, { enabled: refused?.type === 'likely-duplicate' });
  const submit = async (values: Values, key: string): Promise<void> => {
    const identifiers: Identifier[] = [];
    if (values.email?.trim()) identifiers.push({ kind: 'EMAIL_ADDRESS', value: values.email.trim() });
    if (values.phone?.trim()) identifiers.push({ kind: 'PHONE_NUMBER', value: latinDigits(values.phone.trim()) });
    if (values.number?.trim()) identifiers.push({ kind: values.kind === 'COMPANY' ? 'COMPANY_ID' : 'NATIONAL_ID', value: latinDigits(values.number.trim()) });
    try {
      const made = await tell({
        kind: values.kind,
        name: values.name.trim(),
        identifiers,
        ...(values.allowDuplicate ? { allowDuplicate: true } : {}),
        ...(values.comesBack ? { comesBack: true } : {}),
      }, { key });
      notify.done(t('introduced_done', { name: values.name.trim() }));
      setRefused(undefined);
      void navigate(`/customers/${made.canonicalId ?? made.customerId}`);
    } catch (error) {
      const { type } = asProblem(error);
      setRefused(type === 'likely-duplicate' || type === 'suppressed' ? { type, name: values.name.trim() } : undefined);
      throw error;
    }
  };
  return (
    <FormDrawer<Values>
      open={open}
      title={t('new_customer')}
      onClose={() => {
        setRefused(undefined);
        onClose();
      }}
      initial={{ kind: 'PERSON' }}
      onSubmit={submit}
      submitText={t('create')}
    >
      {(form) => (
        <>
          {refused?.type === 'likely-duplicate' && (
            <Alert
              type="warning"
              showIcon
              className="pv-gap"
              title={t('likely_duplicate')}
              description={
                <>
                  <p>{t('likely_duplicate_about')}</p>
                  <ul className="pv-plain-list">{(alike.data?.hits ?? []).map((hit) => <li key={hit.id}><CustomerLink id={hit.id} name={hit.title} /> <bdi className="pv-muted">{hit.subtitle}</bdi></li>)}</ul>
                </>
              }
            />
          )}
          {refused?.type === 'suppressed' && <Alert type="warning" showIcon className="pv-gap" title={t('suppressed')} />}
          <Form.Item name="kind" label={t('kind')} required>
            <Segmented block options={[{ value: 'PERSON', label: t('new_person') }, { value: 'COMPANY', label: t('new_company') }]} />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.kind !== after.kind}>
            {() => {
              const company = form.getFieldValue('kind') === 'COMPANY';
              return (
                <>
                  <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true }]}>
                    <Input dir="auto" placeholder={t(company ? 'company_name_hint' : 'name_hint')} />
                  </Form.Item>
                  <div className="pv-fields">
                    <Form.Item name="email" label={t('email')} rules={[{ type: 'email' }]}><Input dir="ltr" inputMode="email" placeholder={t('email_hint')} /></Form.Item>
                    <Form.Item name="phone" label={t('phone')} extra={t('phone_hint')}><Input dir="ltr" inputMode="tel" /></Form.Item>
                  </div>
                  <Form.Item name="number" label={t(company ? 'company_id' : 'national_id')}><Input dir="ltr" /></Form.Item>
                </>
              );
            }}
          </Form.Item>
          {refused?.type === 'likely-duplicate' && <Form.Item name="allowDuplicate" valuePropName="checked"><Checkbox>{t('allow_duplicate')}</Checkbox></Form.Item>}
          {refused?.type === 'suppressed' && <Form.Item name="comesBack" valuePropName="checked"><Checkbox>{t('comes_back')}</Checkbox></Form.Item>}
        </>
      )}
    </FormDrawer>
  );
}
