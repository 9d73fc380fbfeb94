// The rules of the programme: how points are earned, when they expire, and the tiers. Managers change them.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select, Switch } from 'antd';
import { useEffect, useState } from 'react';
import { TierBasisValues, TierPeriodValues, type Programme, type TierBasis, type TierPeriod } from '@/api/generated/loyalty';
import { newKey } from '@/api/client';
import { useAsk, useTell } from '@/api/hooks';
import { asProblem, type ApiProblem } from '@/api/problem';
import { useSession } from '@/app/session';
import { FormProblem, showAtFields } from '@/components/FormDrawer';
import { NumberInput } from '@/components/inputs';
import { PageHeader } from '@/components/PageHeader';
import { Shown } from '@/components/small';
import { fromMinor, toMinor } from '@/i18n/format';
import { useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './loyalty.module.css';

interface Values {
  name: string;
  enrolOnPurchase: boolean;
  returnWindowDays: number;
  expiryDays: number;
  tierBasis: TierBasis;
  tierPeriod: TierPeriod;
  tierCurrency?: string;
  tiers: { tier: string; name: string; minimum: number; multiplierPercent: number }[];
  rates: { currency: string; points: number; per: number }[];
}

const currencies = ['IRR', 'EUR', 'USD', 'GBP', 'AED', 'TRY'];

function valuesOf(programme: Programme): Values {
  const spend = programme.tierBasis === 'TIER_BY_SPEND';
  return {
    name: programme.name ?? '',
    enrolOnPurchase: programme.enrolOnPurchase ?? false,
    returnWindowDays: programme.returnWindowDays ?? 0,
    expiryDays: programme.expiryDays ?? 0,
    tierBasis: programme.tierBasis ?? 'TIER_BY_POINTS',
    tierPeriod: programme.tierPeriod ?? 'ROLLING_YEAR',
    ...(programme.tierCurrency ? { tierCurrency: programme.tierCurrency } : {}),
    tiers: (programme.tiers ?? []).map((tier) => ({
      tier: tier.tier ?? '', name: tier.name ?? '', multiplierPercent: tier.multiplierPercent ?? 100,
      minimum: spend ? fromMinor(tier.minimum, programme.tierCurrency) : Number(tier.minimum ?? 0),
    })),
    rates: (programme.rates ?? []).map((rate) => ({ currency: rate.currency ?? '', points: Number(rate.points ?? 0), per: fromMinor(rate.perMinor, rate.currency) })),
  };
}

export function ProgrammePage() {
  const asked = useAsk('loyalty', 'get_programme', {});
  const t = useWords(words);
  return (
    <>
      <PageHeader path={[{ to: '/loyalty', text: t('loyalty_title') }]} title={t('programme_title')} subtitle={t('programme_hint')} />
      <Shown of={asked}>{(programme) => <ProgrammeForm programme={programme} version={asked.version} />}</Shown>
    </>
  );
}

function ProgrammeForm({ programme, version }: { programme: Programme; version: string | undefined }) {
  const t = useWords(words);
  const options = useOptions();
  const { may } = useSession();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<ApiProblem>();
  const save = useTell('loyalty', 'set_programme', { quiet: true, done: t('programme_saved') });
  const basis = Form.useWatch('tierBasis', form);
  const may_ = may('loyalty', 'set_programme');

  useEffect(() => {
    if (!form.isFieldsTouched()) form.setFieldsValue(valuesOf(programme));
  }, [form, programme]);

  const submit = async (values: Values): Promise<void> => {
    setProblem(undefined);
    const spend = values.tierBasis === 'TIER_BY_SPEND';
    try {
      await save.tell(
        {
          ...values,
          tiers: values.tiers.map((tier) => ({ ...tier, minimum: spend ? toMinor(tier.minimum, values.tierCurrency ?? 'EUR') : String(tier.minimum) })),
          rates: values.rates.map((rate) => ({ currency: rate.currency, points: String(rate.points), perMinor: toMinor(rate.per, rate.currency) })),
        },
        { key: newKey(), version },
      );
      form.resetFields();
    } catch (error) {
      const refused = asProblem(error);
      setProblem(showAtFields(form, refused) ? undefined : refused);
    }
  };
  return (
    <Form<Values> form={form} layout="vertical" requiredMark={false} disabled={!may_} initialValues={valuesOf(programme)} onFinish={(values) => void submit(values)} className="pv-stack">
      {problem && <FormProblem problem={problem} />}
      <section className="pv-panel">
        <Form.Item name="name" label={t('programme_name')} rules={[{ required: true }]}><Input maxLength={100} /></Form.Item>
        <Form.Item name="enrolOnPurchase" label={t('enrol_on_purchase')} valuePropName="checked"><Switch /></Form.Item>
        <div className={styles.two}>
          <Form.Item name="returnWindowDays" label={t('return_window')} extra={t('return_window_hint')}><NumberInput min={0} /></Form.Item>
          <Form.Item name="expiryDays" label={t('expiry')} extra={t('expiry_hint')}><NumberInput min={0} /></Form.Item>
          <Form.Item name="tierBasis" label={t('tier_basis')}><Select options={options(TierBasisValues)} /></Form.Item>
          <Form.Item name="tierPeriod" label={t('tier_period')}><Select options={options(TierPeriodValues)} /></Form.Item>
          {basis === 'TIER_BY_SPEND' && (
            <Form.Item name="tierCurrency" label={t('tier_currency')} rules={[{ required: true }]}><Select options={currencies.map((value) => ({ value, label: value }))} /></Form.Item>
          )}
        </div>
      </section>
      <section className="pv-panel" aria-labelledby="programme-tiers">
        <div className="pv-panel-head"><div><h2 id="programme-tiers">{t('tiers')}</h2><span className="pv-muted">{t('tiers_hint')}</span></div></div>
        <Form.List name="tiers">
          {(fields, { add, remove }) => (
            <div className={styles.tiers}>
              {fields.map(({ key, name }) => (
                <div key={key} className={styles.tierRow}>
                  <Form.Item name={[name, 'tier']} label={t('tier_id')} rules={[{ required: true }]}><Input className="pv-ltr" maxLength={32} /></Form.Item>
                  <Form.Item name={[name, 'name']} label={t('tier_name')} rules={[{ required: true }]}><Input maxLength={60} /></Form.Item>
                  <Form.Item name={[name, 'minimum']} label={t('minimum')} rules={[{ required: true }]}><NumberInput min={0} /></Form.Item>
                  <Form.Item name={[name, 'multiplierPercent']} label={t('multiplier')} rules={[{ required: true }]}><NumberInput min={1} /></Form.Item>
                  {may_ && fields.length > 1 && <Form.Item label=" "><Button type="text" icon={<DeleteOutlined />} aria-label={t('remove_tier')} onClick={() => remove(name)} /></Form.Item>}
                </div>
              ))}
              {may_ && <div><Button icon={<PlusOutlined />} onClick={() => add({ tier: '', name: '', minimum: 0, multiplierPercent: 100 }, 0)}>{t('add_tier')}</Button></div>}
            </div>
          )}
        </Form.List>
      </section>
      <section className="pv-panel" aria-labelledby="programme-rates">
        <div className="pv-panel-head"><div><h2 id="programme-rates">{t('rates')}</h2><span className="pv-muted">{t('rates_hint')}</span></div></div>
        <Form.List name="rates">
          {(fields, { add, remove }) => (
            <div className={styles.tiers}>
              {fields.map(({ key, name }) => (
                <div key={key} className={styles.rateRow}>
                  <Form.Item name={[name, 'currency']} label={t('currency')} rules={[{ required: true }]}><Select options={currencies.map((value) => ({ value, label: value }))} /></Form.Item>
                  <Form.Item name={[name, 'points']} label={t('rate_points')} rules={[{ required: true }]}><NumberInput min={0} /></Form.Item>
                  <Form.Item name={[name, 'per']} label={t('rate_per')} rules={[{ required: true }]}><NumberInput min={0} precision={2} /></Form.Item>
                  {may_ && <Form.Item label=" "><Button type="text" icon={<DeleteOutlined />} aria-label={t('remove_rate')} onClick={() => remove(name)} /></Form.Item>}
                </div>
              ))}
              {may_ && <div><Button icon={<PlusOutlined />} onClick={() => add({ currency: 'EUR', points: 1, per: 1 })}>{t('add_rate')}</Button></div>}
            </div>
          )}
        </Form.List>
      </section>
      {may_ && <div className="pv-form-foot"><Button type="primary" htmlType="submit" loading={save.isPending}>{t('save')}</Button></div>}
    </Form>
  );
}
