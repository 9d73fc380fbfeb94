// All campaigns, newest first, and the form that plans one.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ChannelValues, type Channel } from '@/api/generated/pv';
import type { Campaign } from '@/api/generated/marketing';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { DataTable, type Column } from '@/components/DataTable';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { MoneyInput, type MoneyValue } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { PageHeader } from '@/components/PageHeader';
import { EmptyState, Money, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames, useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';

export function CampaignsPage() {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const { may } = useSession();
  const [planning, setPlanning] = useState(false);
  const pages = useAskPages('marketing', 'list_campaigns', { limit: 50 });
  const add = may('marketing', 'create_campaign') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setPlanning(true)}>{t('campaign_new')}</Button>;
  const columns: Column<Campaign>[] = [
    {
      key: 'name', title: t('campaign_name'), phone: 'title', width: '32%',
      render: (row) => <span><bdi>{row.name}</bdi> <small className="pv-muted"><bdi>{format.digits(row.number)}</bdi></small></span>,
    },
    { key: 'state', title: t('state'), phone: 'tag', render: (row) => <StateTag value={row.state} /> },
    { key: 'channel', title: t('channel'), render: (row) => nameOf(row.channel) },
    { key: 'period', title: t('period'), render: (row) => (row.startsAtMs || row.endsAtMs ? <span>{row.startsAtMs && <>{!row.endsAtMs && `${t('from')} `}<When value={row.startsAtMs} as="date" /></>}{row.endsAtMs && <>{row.startsAtMs ? ' – ' : `${t('to')} `}<When value={row.endsAtMs} as="date" /></>}</span> : null) },
    { key: 'budget', title: t('budget'), align: 'end', render: (row) => <Money value={row.budget} compact /> },
    { key: 'responses', title: t('responses'), align: 'end', render: (row) => <span className="pv-number">{format.number(row.responses ?? 0)}</span> },
  ];
  return (
    <>
      <PageHeader title={t('campaigns_title')} subtitle={t('campaigns_hint')} actions={add} />
      <DataTable<Campaign>
        label={t('campaigns_title')}
        pages={pages}
        columns={columns}
        rowKey={(row) => row.campaignId ?? ''}
        rowName={(row) => row.name ?? ''}
        href={(row) => `/campaigns/${row.campaignId}`}
        empty={<EmptyState title={t('campaigns_empty')} hint={t('campaigns_empty_hint')} action={add} />}
      />
      <PlanCampaign open={planning} onClose={() => setPlanning(false)} />
    </>
  );
}

interface Values {
  name: string;
  objective?: string;
  measure?: string;
  channel?: Channel;
  listIds?: string[];
  budget?: MoneyValue;
  startsAtMs?: string;
  endsAtMs?: string;
}

function PlanCampaign({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const options = useOptions();
  const notify = useNotify();
  const navigate = useNavigate();
  const lists = useAsk('marketing', 'list_lists', { limit: 500 }, { enabled: open });
  const create = useTell('marketing', 'create_campaign', { quiet: true });
  return (
    <FormDrawer<Values>
      open={open}
      title={t('campaign_new')}
      onClose={onClose}
      submitText={t('create')}
      initial={{ channel: 'EMAIL' }}
      onSubmit={async (values, key) => {
        const made = await create.tell(values, { key });
        notify.done(t('campaign_created', { number: format.digits(made.number) }));
        if (made.campaignId) void navigate(`/campaigns/${made.campaignId}`);
      }}
    >
      <Form.Item name="name" label={t('campaign_name')} rules={[{ required: true }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="objective" label={t('objective')} extra={t('objective_hint')} rules={[{ required: true }]}><Input.TextArea rows={2} maxLength={400} /></Form.Item>
      <Form.Item name="measure" label={t('measure')} extra={t('measure_hint')} rules={[{ required: true }]}><Input.TextArea rows={2} maxLength={400} /></Form.Item>
      <Form.Item name="listIds" label={t('lists')} rules={[{ required: true }]}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          loading={lists.isPending}
          options={(lists.data?.rows ?? []).map((list) => ({ value: list.listId ?? '', label: `${list.name} (${format.number(list.members ?? 0)})` }))}
        />
      </Form.Item>
      <Form.Item name="channel" label={t('channel')}><Select options={options(ChannelValues)} /></Form.Item>
      <Form.Item name="budget" label={t('budget')}><MoneyInput /></Form.Item>
      <Form.Item name="startsAtMs" label={t('starts')}><DateInput /></Form.Item>
      <Form.Item name="endsAtMs" label={t('ends')}><DateInput /></Form.Item>
    </FormDrawer>
  );
}
