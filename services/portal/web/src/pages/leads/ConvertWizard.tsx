// Makes a lead a company, a contact and a deal, in three short steps: who buys, which deal, check.
import { Button, Form, Input, Modal, Segmented, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { newKey } from '@/api/client';
import { PartInDealValues } from '@/api/generated/sales';
import type { Lead, PartInDeal } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import type { ApiProblem } from '@/api/problem';
import { DateInput } from '@/components/DateInput';
import { FormProblem } from '@/components/FormDrawer';
import { CustomerSelect, MoneyInput } from '@/components/inputs';
import type { MoneyValue } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { StepBar } from '@/components/StepBar';
import { latinDigits, useFormat } from '@/i18n/format';
import { useNames, useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words as dealWords } from '@/pages/deals/words';
import { words } from './words';
import styles from './leads.module.css';

interface Values {
  buyer: 'private' | 'known' | 'new';
  companyId?: string;
  companyName?: string;
  companyNumber?: string;
  role?: string;
  title: string;
  value?: MoneyValue;
  expectedCloseAtMs?: string;
  part: PartInDeal;
}

export function ConvertWizard({ open, lead, version, onClose }: { open: boolean; lead: Lead; version: string | undefined; onClose: () => void }) {
  const t = useWords(words);
  const d = useWords(dealWords);
  const options = useOptions();
  const notify = useNotify();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const [step, setStep] = useState(0);
  const [problem, setProblem] = useState<ApiProblem>();
  const [knownName, setKnownName] = useState<string>();
  const [key, setKey] = useState(newKey);
  const convert = useTell('sales', 'convert_lead', { quiet: true });
  const buyer = Form.useWatch('buyer', form) ?? 'private';

  useEffect(() => {
    if (!open) return;
    setStep(0);
    setProblem(undefined);
    setKey(newKey());
  }, [open]);

  const finish = async (): Promise<void> => {
    const values = { ...form.getFieldsValue(true) } as Values;
    setProblem(undefined);
    const company = values.buyer === 'known' ? { customerId: values.companyId }
      : values.buyer === 'new' ? {
        identifier: { kind: 'COMPANY_ID' as const, value: latinDigits(values.companyNumber?.trim() ?? '') },
        name: values.companyName?.trim() ?? '',
        kind: 'COMPANY' as const,
      } : undefined;
    try {
      const done = await convert.tell({
        leadId: lead.leadId!,
        ...(company ? { company } : {}),
        ...(company && values.role?.trim() ? { role: values.role.trim() } : {}),
        title: values.title.trim(),
        ...(values.value?.amountMinor ? { value: values.value } : {}),
        ...(values.expectedCloseAtMs ? { expectedCloseAtMs: values.expectedCloseAtMs } : {}),
        part: values.part,
      }, { key, version });
      notify.done(t('converted_done'));
      onClose();
      if (done.dealId) void navigate(`/deals/${done.dealId}`);
    } catch (error) {
      const refused = asProblem(error);
      setProblem(refused);
      if (!refused.isPassing) setKey(newKey());
    }
  };
  const next = (): void => {
    void form.validateFields().then(() => setStep(step + 1), () => undefined);
  };

  return (
    <Modal
      open={open}
      title={t('convert_title')}
      onCancel={onClose}
      width={600}
      destroyOnHidden
      footer={
        <>
          {step > 0 && <Button onClick={() => setStep(step - 1)}>{t('previous')}</Button>}
          {step < 2 ? <Button type="primary" onClick={next}>{t('next')}</Button> : <Button type="primary" loading={convert.isPending} onClick={() => void finish()}>{t('convert')}</Button>}
        </>
      }
    >
      <p className="pv-muted">{t('convert_about')}</p>
      <StepBar className={styles.steps} size="small" current={step} titles={[t('step_company'), t('step_deal'), t('step_check')]} />
      {problem && <FormProblem problem={problem} />}
      <Form<Values>
        form={form}
        layout="vertical"
        preserve
        initialValues={{ buyer: 'private', title: lead.subject ?? '', part: 'DECISION_MAKER' }}
        validateMessages={{ required: t('field_required') }}
      >
        {step === 0 && (
          <>
            <Form.Item name="buyer" label={t('buys_as')}>
              <Segmented block options={[{ value: 'private', label: t('buys_private') }, { value: 'known', label: t('company_known') }, { value: 'new', label: t('company_new') }]} />
            </Form.Item>
            {buyer === 'known' && (
              <Form.Item name="companyId" label={t('company')} rules={[{ required: true }]}>
                <CustomerSelect name={knownName} onChange={(_, name) => setKnownName(name)} />
              </Form.Item>
            )}
            {buyer === 'new' && (
              <>
                <Form.Item name="companyName" label={t('company_name')} rules={[{ required: true, whitespace: true }]}><Input dir="auto" /></Form.Item>
                <Form.Item name="companyNumber" label={t('company_id')} extra={t('company_id_hint')} rules={[{ required: true, whitespace: true }]}><Input dir="ltr" /></Form.Item>
              </>
            )}
            {buyer !== 'private' && <Form.Item name="role" label={t('role')}><Input placeholder={t('role_hint')} dir="auto" /></Form.Item>}
          </>
        )}
        {step === 1 && (
          <>
            <Form.Item name="title" label={d('title')} rules={[{ required: true, whitespace: true }]}><Input dir="auto" /></Form.Item>
            <Form.Item name="value" label={d('value')}><MoneyInput /></Form.Item>
            <div className="pv-fields">
              <Form.Item name="expectedCloseAtMs" label={d('closes')}><DateInput min={Date.now()} /></Form.Item>
              <Form.Item name="part" label={t('part')}><Select options={options(PartInDealValues)} /></Form.Item>
            </div>
          </>
        )}
      </Form>
      {step === 2 && <Check lead={lead} values={form.getFieldsValue(true) as Values} knownName={knownName} />}
    </Modal>
  );
}

function Check({ lead, values, knownName }: { lead: Lead; values: Values; knownName: string | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const company = values.buyer === 'known' ? knownName ?? t('company_known') : values.buyer === 'new' ? values.companyName : undefined;
  return (
    <dl className={styles.check}>
      <dt>{t('check_person')}</dt>
      <dd><bdi>{lead.customerName || t('unknown_customer')}</bdi>{company && values.role && <span className="pv-muted"> · <bdi>{values.role}</bdi></span>} <span className="pv-muted">· {nameOf(values.part)}</span></dd>
      <dt>{t('check_company')}</dt>
      <dd>{company ? <bdi>{company}</bdi> : <span className="pv-muted">{t('check_none')}</span>}</dd>
      <dt>{t('check_deal')}</dt>
      <dd><bdi>{values.title}</bdi>{values.value?.amountMinor && <> · {format.money(values.value)}</>}{values.expectedCloseAtMs && <span className="pv-muted"> · {format.date(values.expectedCloseAtMs)}</span>}</dd>
    </dl>
  );
}
