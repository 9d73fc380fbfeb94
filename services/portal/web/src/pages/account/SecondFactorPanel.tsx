// The second factor: password, then the QR code and its first code, then the recovery codes once.
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAsk, useTell } from '@/api/hooks';
import type { SecondFactor } from '@/api/generated/portal';
import type { ApiProblem } from '@/api/problem';
import { asProblem } from '@/api/problem';
import { useSession } from '@/app/session';
import { CopyText } from '@/components/CopyText';
import { FormProblem, showAtFields } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { QrCode } from '@/components/QrCode';
import { Shown, StateTag } from '@/components/small';
import { latinDigits, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

type Step = 'password' | 'scan' | 'codes' | 'remove';

export function SecondFactorPanel() {
  const t = useWords(words);
  const format = useFormat();
  const { again } = useSession();
  const state = useAsk('portal', 'get_my_second_factor');
  const begin = useTell('portal', 'begin_second_factor', { quiet: true });
  const confirm = useTell('portal', 'confirm_second_factor', { quiet: true, done: t('second_is_on') });
  const remove = useTell('portal', 'remove_second_factor', { quiet: true, done: t('second_is_off') });
  const [step, setStep] = useState<Step>();
  const [made, setMade] = useState<SecondFactor>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [form] = Form.useForm<{ currentPassword?: string; code?: string }>();

  const show = (next: Step | undefined): void => {
    form.resetFields();
    setProblem(undefined);
    setStep(next);
    if (next === undefined) setMade(undefined);
  };
  const send = async ({ currentPassword, code }: { currentPassword?: string; code?: string }): Promise<void> => {
    setProblem(undefined);
    try {
      if (step === 'password') {
        setMade(await begin.tell({ currentPassword }));
        show('scan');
      } else if (step === 'scan') {
        const answer = await confirm.tell({ code: latinDigits(code ?? '').replace(/\s/g, '') });
        setMade(answer);
        show('codes');
        again();
      } else if (step === 'remove') {
        await remove.tell({ currentPassword });
        show(undefined);
        again();
      }
    } catch (error) {
      const refused = asProblem(error);
      if (!showAtFields(form, refused)) setProblem(refused);
    }
  };

  const busy = begin.isPending || confirm.isPending || remove.isPending;
  return (
    <Panel title={t('second_factor')}>
      <Shown of={state} as="line">
        {(factor) => (
          <div className="pv-between">
            <span>
              {factor.confirmed
                ? <><StateTag tone="good">✓</StateTag> {t('second_on', { date: format.date(factor.sinceMs), count: factor.recoveryCodesLeft ?? 0 })}</>
                : <span className="pv-muted">{t('second_off')}</span>}
            </span>
            {factor.confirmed
              ? <Button onClick={() => show('remove')}>{t('second_remove')}</Button>
              : <Button onClick={() => show('password')}>{t('second_begin')}</Button>}
          </div>
        )}
      </Shown>
      <Modal
        open={step !== undefined}
        title={step === 'codes' ? t('second_codes') : t('second_factor')}
        onCancel={() => show(undefined)}
        destroyOnHidden
        footer={
          step === 'codes'
            ? <Button type="primary" onClick={() => show(undefined)}>{t('close')}</Button>
            : [
              <Button key="cancel" onClick={() => show(undefined)}>{t('cancel')}</Button>,
              <Button key="next" type="primary" loading={busy} danger={step === 'remove'} onClick={() => form.submit()}>
                {step === 'password' ? t('next') : step === 'scan' ? t('second_turn_on') : t('second_remove')}
              </Button>,
            ]
        }
      >
        {problem && <FormProblem problem={problem} />}
        {step === 'codes' ? (
          <>
            <p>{t('second_codes_text')}</p>
            <ul className="pv-codes" dir="ltr">{(made?.recoveryCodes ?? []).map((code) => <li key={code}><code>{code}</code></li>)}</ul>
            <CopyText text={(made?.recoveryCodes ?? []).join(' ')} label={t('second_codes')} />
          </>
        ) : (
          <Form name="second-factor" form={form} layout="vertical" requiredMark={false} onFinish={(values) => void send(values)}>
            {step === 'scan' && made ? (
              <>
                <p>{t('second_scan')}</p>
                <div className="pv-qr"><QrCode text={made.uri ?? ''} label={t('second_secret')} /></div>
                <Form.Item label={t('second_secret')}><CopyText text={made.secret ?? ''} label={t('second_secret')} /></Form.Item>
                <Form.Item name="code" label={t('second_code')} rules={[{ required: true, message: t('field_required') }]}>
                  <Input autoFocus dir="ltr" inputMode="numeric" autoComplete="one-time-code" maxLength={12} />
                </Form.Item>
              </>
            ) : (
              <Form.Item name="currentPassword" label={t('password_now')} extra={t('second_password')} rules={[{ required: true, message: t('field_required') }]}>
                <Input.Password autoFocus dir="ltr" autoComplete="current-password" maxLength={256} />
              </Form.Item>
            )}
          </Form>
        )}
      </Modal>
    </Panel>
  );
}
