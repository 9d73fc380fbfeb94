// Users: who may sign in, with which roles; invitations, resets, disabling.
import { UserAddOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import type { Grant, User } from '@/api/generated/portal';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { FormDrawer } from '@/components/FormDrawer';
import { ConfirmButton, OwnerTag, StateTag, When } from '@/components/small';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { useSettings } from '@/app/settings';
import { useMe } from '@/app/session';
import { GrantsInput } from './GrantsInput';
import { OneTimeLink } from './OneTimeLink';
import { words } from './words';

interface UserForm {
  userId: string;
  name: string;
  email?: string;
  language?: string;
  grants?: Grant[];
  teamIds?: string[];
}

export function UsersSection() {
  const t = useWords(words);
  const nameOf = useNames();
  const { language } = useSettings();
  const [teamId, setTeamId] = useState<string>();
  const users = useAskPages('portal', 'list_users', { ...(teamId ? { teamId } : {}), limit: 50 });
  const teams = useAsk('portal', 'list_teams', { limit: 200 });
  const invite = useTell('portal', 'invite_user', { quiet: true });
  const change = useTell('portal', 'change_user', { quiet: true });
  const grant = useTell('portal', 'set_grants', { quiet: true });
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<User>();
  const [linked, setLinked] = useState<User>();
  const teamOptions = (teams.data?.rows ?? []).map((team) => ({ value: team.teamId ?? '', label: team.name ?? '' }));
  const teamName = (id: string): string => teamOptions.find((team) => team.value === id)?.label ?? id;

  const columns: Column<User>[] = [
    { key: 'name', title: t('name'), phone: 'title', render: (user) => <OwnerTag owner={user.userId} name={user.name || user.userId} /> },
    { key: 'user', title: t('user_id'), render: (user) => <bdi dir="ltr">{user.userId}</bdi> },
    {
      key: 'roles', title: t('roles'),
      render: (user) => (
        <span className="pv-tags">
          {(user.grants ?? []).length === 0
            ? <span className="pv-muted">{t('no_roles')}</span>
            : user.grants!.map((one) => <StateTag key={one.role} tone={one.role === 'administrator' ? 'strong' : 'plain'}>{nameOf(one.role)}{one.scope !== 'ALL' && ` · ${nameOf(one.scope)}`}</StateTag>)}
        </span>
      ),
    },
    { key: 'teams', title: t('teams'), render: (user) => (user.teamIds ?? []).map(teamName).join('، ') },
    {
      key: 'state', title: t('state'), phone: 'tag',
      render: (user) => (user.disabled ? <StateTag tone="bad">{t('user_disabled')}</StateTag> : user.invited ? <StateTag tone="warn">{t('user_invited')}</StateTag> : <StateTag tone="good">{t('user_active')}</StateTag>),
    },
    { key: 'second', title: t('second_factor'), render: (user) => (user.secondFactor ? t('on') : <span className="pv-muted">{t('off')}</span>) },
    { key: 'seen', title: t('last_sign_in'), render: (user) => (user.lastSignInAtMs && user.lastSignInAtMs !== '0' ? <When value={user.lastSignInAtMs} /> : <span className="pv-muted">{t('never')}</span>) },
  ];

  return (
    <>
      <DataTable
        label={t('users')}
        pages={users}
        columns={columns}
        rowKey={(user) => user.userId ?? ''}
        onOpen={setEditing}
        rowName={(user) => user.name ?? ''}
        filtered={teamId !== undefined}
        onClearFilters={() => setTeamId(undefined)}
        toolbar={
          <>
            <Select aria-label={t('team')} placeholder={t('team')} allowClear value={teamId ?? null as never} options={teamOptions} style={{ minWidth: 150 }} onChange={(id?: string) => setTeamId(id)} />
            <Button type="primary" icon={<UserAddOutlined />} onClick={() => setInviting(true)}>{t('invite')}</Button>
          </>
        }
      />
      <FormDrawer<UserForm>
        open={inviting}
        title={t('invite_title')}
        submitText={t('invite')}
        onClose={() => setInviting(false)}
        initial={{ language, grants: [] }}
        onSubmit={async (values, key) => setLinked(await invite.tell({ ...values, userId: values.userId.trim().toLowerCase() }, { key }))}
      >
        <Form.Item name="userId" label={t('user_id')} extra={t('user_rule')} rules={[{ required: true }, { pattern: /^[a-zA-Z0-9._-]{1,64}$/, message: t('user_rule') }]}><Input dir="ltr" autoCapitalize="none" maxLength={64} /></Form.Item>
        <UserFields teamOptions={teamOptions} />
      </FormDrawer>
      <FormDrawer<UserForm>
        open={editing !== undefined}
        title={editing?.name ?? editing?.userId}
        onClose={() => setEditing(undefined)}
        initial={{ name: editing?.name ?? '', email: editing?.email ?? '', language: editing?.language ?? language, grants: editing?.grants ?? [] }}
        onSubmit={async (values) => {
          const userId = editing?.userId ?? '';
          await change.tell({ userId, name: values.name, email: values.email, language: values.language });
          if (JSON.stringify(values.grants ?? []) !== JSON.stringify(editing?.grants ?? [])) await grant.tell({ userId, grants: values.grants ?? [] });
        }}
      >
        <UserFields />
        {editing && <UserActions user={editing} onLink={setLinked} onDone={() => setEditing(undefined)} />}
      </FormDrawer>
      <OneTimeLink user={linked} onClose={() => setLinked(undefined)} />
    </>
  );
}

function UserFields({ teamOptions }: { teamOptions?: { value: string; label: string }[] }) {
  const t = useWords(words);
  return (
    <>
      <Form.Item name="name" label={t('name')} rules={[{ required: true }]}><Input maxLength={120} /></Form.Item>
      <Form.Item name="email" label={t('email')} rules={[{ type: 'email' }]}><Input dir="ltr" maxLength={254} /></Form.Item>
      <Form.Item name="language" label={t('language')} rules={[{ required: true }]}><Select options={[{ value: 'fa', label: 'فارسی' }, { value: 'en', label: 'English' }]} /></Form.Item>
      {teamOptions && <Form.Item name="teamIds" label={t('teams')}><Select mode="multiple" options={teamOptions} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>}
      <Form.Item name="grants" label={t('roles')} extra={t('roles_hint')}><GrantsInput /></Form.Item>
    </>
  );
}

function UserActions({ user, onLink, onDone }: { user: User; onLink: (user: User) => void; onDone: () => void }) {
  const t = useWords(words);
  const me = useMe();
  const [second, setSecond] = useState(false);
  const reset = useTell('portal', 'reset_user');
  const disable = useTell('portal', 'disable_user');
  const enable = useTell('portal', 'enable_user');
  const end = useTell('portal', 'end_sessions_of_user', { done: t('sessions_ended') });
  const userId = user.userId ?? '';
  const own = userId === me.user;
  return (
    <div className="pv-stack">
      <h3>{t('actions')}</h3>
      <div className="pv-row">
        <ConfirmButton
          question={t('reset')}
          detail={<>{t('reset_question')}{user.secondFactor && <div><Checkbox checked={second} onChange={(event) => setSecond(event.target.checked)}>{t('reset_second')}</Checkbox></div>}</>}
          onConfirm={async () => {
            const made = await reset.tell({ userId, removeSecondFactor: second });
            onDone();
            onLink(made);
          }}
        >
          {t('reset')}
        </ConfirmButton>
        <ConfirmButton question={t('end_sessions')} onConfirm={() => end.tell({ userId })}>{t('end_sessions')}</ConfirmButton>
        {user.disabled
          ? <Button onClick={() => void enable.tell({ userId }).then(onDone, () => undefined)}>{t('enable')}</Button>
          : <ConfirmButton danger disabled={own} question={t('disable')} detail={t('disable_question')} onConfirm={() => disable.tell({ userId }).then(onDone)}>{t('disable')}</ConfirmButton>}
      </div>
    </div>
  );
}
