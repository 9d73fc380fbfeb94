// Teams: people who share the reach of a role.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useAskPages, useTell } from '@/api/hooks';
import type { Team } from '@/api/generated/portal';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { FormDrawer } from '@/components/FormDrawer';
import { ConfirmButton, EmptyState, When } from '@/components/small';
import { useColleagues } from '@/components/inputs';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

interface TeamForm {
  name: string;
  members?: string[];
}

export function TeamsSection() {
  const t = useWords(words);
  const format = useFormat();
  const teams = useAskPages('portal', 'list_teams', { limit: 50 });
  const people = useColleagues();
  const set = useTell('portal', 'set_team', { quiet: true, done: t('saved') });
  const remove = useTell('portal', 'remove_team', { done: t('done') });
  const [editing, setEditing] = useState<Team>();
  const options = (people.data?.rows ?? []).map((row) => ({ value: row.userId ?? '', label: row.name || row.userId || '' }));
  const nameOfUser = (id: string): string => options.find((option) => option.value === id)?.label ?? id;
  const columns: Column<Team>[] = [
    { key: 'name', title: t('team_name'), phone: 'title', render: (team) => <bdi>{team.name}</bdi> },
    { key: 'members', title: t('members'), render: (team) => format.list((team.members ?? []).map(nameOfUser)) || <span className="pv-muted">{t('nobody')}</span> },
    { key: 'count', title: t('number'), align: 'end', phone: 'none', render: (team) => format.number((team.members ?? []).length) },
    { key: 'made', title: t('created'), render: (team) => <When value={team.createdAtMs} as="date" /> },
  ];
  const create = <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({})}>{t('team_new')}</Button>;
  return (
    <>
      <DataTable
        label={t('teams')}
        pages={teams}
        columns={columns}
        rowKey={(team) => team.teamId ?? ''}
        rowName={(team) => team.name ?? ''}
        onOpen={setEditing}
        toolbar={create}
        empty={<EmptyState title={t('no_teams')} hint={t('no_teams_hint')} />}
      />
      <FormDrawer<TeamForm>
        open={editing !== undefined}
        title={editing?.teamId ? editing.name : t('team_new')}
        onClose={() => setEditing(undefined)}
        initial={{ name: editing?.name ?? '', members: editing?.members ?? [] }}
        onSubmit={(values, key) => set.tell({ ...values, ...(editing?.teamId ? { teamId: editing.teamId } : {}) }, { key })}
      >
        <Form.Item name="name" label={t('team_name')} rules={[{ required: true }]}><Input maxLength={120} /></Form.Item>
        <Form.Item name="members" label={t('members')}><Select mode="multiple" options={options} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
        {editing?.teamId && (
          <ConfirmButton danger question={t('team_remove')} detail={t('team_remove_question')} onConfirm={() => remove.tell({ teamId: editing.teamId ?? '' }).then(() => setEditing(undefined))}>{t('team_remove')}</ConfirmButton>
        )}
      </FormDrawer>
    </>
  );
}
