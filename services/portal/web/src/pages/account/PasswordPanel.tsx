// Choosing another password.
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTell } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { asProblem } from '@/api/problem';
import { useMe, useSession } from '@/app/session';
import { FormProblem, showAtFields } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { useWords } from '@/i18n/words';
import { words } from './words';

interface Passwords {
  currentPassword: string;
  password: string;
  again: string;
}

export function PasswordPanel() {
  const t = useWords(words);
  const me = useMe();
  const { again } = useSession();
  const [form] = Form.useForm<Passwords>();
  const [problem, setProblem] = useState<ApiProblem>();
  const change = useTell('portal', 'change_password', { quiet: true, done: t('password_changed') });

  const send = async ({ currentPassword, password }: Passwords): Promise<void> => {
    setProblem(undefined);
    try {
      await change.tell({ currentPassword, password });
      form.resetFields();
      again();
    } catch (error) {
      const refused = asProblem(error);
      if (!showAtFields(form, refused)) setProblem(refused);
    }
  };

  return (
    <Panel title={t('password')}>
      {problem && <FormProblem problem={problem} />}
      <Form<Passwords> name="change-password" form={form} layout="vertical" requiredMark={false} onFinish={(passwords) => void send(passwords)}>
        <input type="text" name="username" autoComplete="username" value={me.user} readOnly hidden />
        <Form.Item name="currentPassword" label={t('password_now')} rules={[{ required: true, message: t('field_required') }]}>
          <Input.Password dir="ltr" autoComplete="current-password" maxLength={256} />
        </Form.Item>
        <Form.Item name="password" label={t('password_new')} extra={t('password_rule')} rules={[{ required: true, message: t('field_required') }, { min: 10, message: t('password_rule') }]}>
          <Input.Password dir="ltr" autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('password_again')}
          dependencies={['password']}
          rules={[
            { required: true, message: t('field_required') },
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                !value || value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('password_differs'))),
            }),
          ]}
        >
          <Input.Password dir="ltr" autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Button htmlType="submit" loading={change.isPending}>{t('change_password')}</Button>
      </Form>
    </Panel>
  );
}
