// Name, address and language of the person, and the roles held.
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useAsk, useTell } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { asProblem } from '@/api/problem';
import { useSession } from '@/app/session';
import { changeSettings } from '@/app/settings';
import { FormProblem, showAtFields } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { Shown, StateTag } from '@/components/small';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';

interface Profile {
  name: string;
  email?: string;
  language?: string;
}

export function ProfilePanel() {
  const t = useWords(words);
  const nameOf = useNames();
  const { again } = useSession();
  const me = useAsk('portal', 'get_me');
  const change = useTell('portal', 'change_me', { quiet: true, done: t('saved') });
  const [form] = Form.useForm<Profile>();
  const [problem, setProblem] = useState<ApiProblem>();

  const save = async (profile: Profile): Promise<void> => {
    setProblem(undefined);
    try {
      await change.tell({ ...profile }, { version: me.version });
      if (profile.language === 'en' || profile.language === 'fa') changeSettings({ language: profile.language, chosen: true });
      again();
    } catch (error) {
      const refused = asProblem(error);
      if (!showAtFields(form, refused)) setProblem(refused);
    }
  };

  return (
    <Panel title={t('profile')}>
      <Shown of={me} as="rows">
        {(user) => (
          <Form<Profile> key={`${user.userId} ${user.language}`} name="profile" form={form} layout="vertical" requiredMark={false} initialValues={{ name: user.name, email: user.email, language: user.language }} onFinish={(profile) => void save(profile)}>
            {problem && <FormProblem problem={problem} />}
            <Form.Item name="name" label={t('your_name')} rules={[{ required: true, message: t('field_required') }]}><Input maxLength={120} autoComplete="name" /></Form.Item>
            <Form.Item name="email" label={t('your_email')} rules={[{ type: 'email', message: t('field_email') }]}><Input dir="ltr" maxLength={254} autoComplete="email" /></Form.Item>
            <Form.Item name="language" label={t('your_language')}>
              <Select options={[{ value: 'fa', label: 'فارسی' }, { value: 'en', label: 'English' }]} />
            </Form.Item>
            <div className="pv-between">
              <span className="pv-tags">
                {(user.grants ?? []).length === 0
                  ? <span className="pv-muted">{t('no_roles')}</span>
                  : user.grants!.map((grant) => <StateTag key={grant.role} tone="strong">{nameOf(grant.role)} · {nameOf(grant.scope)}</StateTag>)}
              </span>
              <Button type="primary" htmlType="submit" loading={change.isPending}>{t('save')}</Button>
            </div>
          </Form>
        )}
      </Shown>
    </Panel>
  );
}
