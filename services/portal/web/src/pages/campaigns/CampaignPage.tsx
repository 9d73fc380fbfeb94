// One campaign: its plan, its lists, what came back, and the leads that grew of it.
import { MessageOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import { ResponseKindValues, type Campaign, type CampaignState, type Response, type ResponseKind } from '@/api/generated/marketing';
import { ChannelValues, type Channel } from '@/api/generated/pv';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { DataTable, type Column } from '@/components/DataTable';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { PageHeader } from '@/components/PageHeader';
import { ConfirmButton, CustomerLink, EmptyState, Money, Shown, StateTag, useNow, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames, useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';

export function CampaignPage() {
  const { campaignId = '' } = useParams();
  const asked = useAsk('marketing', 'get_campaign', { campaignId }, { keep: false });
  return <Shown of={asked}>{(campaign) => <OneCampaign key={campaignId} campaign={campaign} version={asked.version} />}</Shown>;
}

const nextStates: Partial<Record<CampaignState, CampaignState[]>> = {
  PLANNED: ['ACTIVE', 'CANCELLED'],
  ACTIVE: ['PAUSED', 'COMPLETE', 'CANCELLED'],
  PAUSED: ['ACTIVE', 'COMPLETE', 'CANCELLED'],
};

function OneCampaign({ campaign, version }: { campaign: Campaign; version: string | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const notify = useNotify();
  const { may } = useSession();
  const [responding, setResponding] = useState(false);
  const campaignId = campaign.campaignId ?? '';
  const lists = useAsk('marketing', 'list_lists', { limit: 500 });
  const own = (lists.data?.rows ?? []).filter((list) => campaign.listIds?.includes(list.listId ?? ''));
  const reach = own.reduce((sum, list) => sum + Number(list.members ?? 0), 0);
  const responses = Number(campaign.responses ?? 0);
  const move = useTell('marketing', 'change_campaign_state', { onDone: (now) => notify.done(t('moved', { state: nameOf(now.state) })) });
  const go = (state: CampaignState): void => move.send({ campaignId, state }, { version });
  const incomplete = campaign.state === 'PLANNED' && !(campaign.objective && campaign.measure && campaign.listIds?.length);
  const states = may('marketing', 'change_campaign_state') ? (nextStates[campaign.state ?? 'PLANNED'] ?? []) : [];
  return (
    <>
      <PageHeader
        path={[{ to: '/campaigns', text: t('campaigns_title') }]}
        title={campaign.name ?? ''}
        subtitle={<><bdi>{format.digits(campaign.number)}</bdi> · {nameOf(campaign.channel)}</>}
        tags={<StateTag value={campaign.state} />}
        actions={
          <>
            {states.map((state) =>
              state === 'ACTIVE' || state === 'PAUSED' ? (
                <Button key={state} type={state === 'ACTIVE' ? 'primary' : 'default'} disabled={incomplete && state === 'ACTIVE'} title={incomplete ? t('incomplete') : undefined} loading={move.isPending} onClick={() => go(state)}>
                  {campaign.state === 'PAUSED' ? t('go_again_ACTIVE') : t(`go_${state}`)}
                </Button>
              ) : (
                <ConfirmButton key={state} danger={state === 'CANCELLED'} question={t(state === 'CANCELLED' ? 'call_off_sure' : 'complete_sure')} confirmText={t(`go_${state as 'COMPLETE'}`)} onConfirm={() => go(state)}>
                  {t(`go_${state as 'COMPLETE'}`)}
                </ConfirmButton>
              ),
            )}
            {campaign.state !== 'CANCELLED' && <Button icon={<MessageOutlined />} onClick={() => setResponding(true)}>{t('respond')}</Button>}
          </>
        }
      />
      <div className="pv-stack">
        <div className="pv-tiles">
          <div className="pv-tile"><div className="pv-tile-label">{t('reach')}</div><div className="pv-tile-value">{format.number(reach)}</div><div className="pv-tile-note">{own.length > 1 && t('reach_note')}</div></div>
          <div className="pv-tile"><div className="pv-tile-label">{t('responses')}</div><div className="pv-tile-value">{format.number(responses)}</div></div>
          <div className="pv-tile"><div className="pv-tile-label">{t('response_rate')}</div><div className="pv-tile-value">{reach > 0 ? format.percent(responses / reach, 1) : '—'}</div></div>
          <div className="pv-tile"><div className="pv-tile-label">{t('budget')}</div><div className="pv-tile-value">{campaign.budget ? <Money value={campaign.budget} compact /> : '—'}</div></div>
        </div>
        <div className="pv-split">
          <Responses campaign={campaign} />
          <section className="pv-panel" aria-labelledby="campaign-plan">
            <div className="pv-panel-head"><h2 id="campaign-plan">{t('plan')}</h2></div>
            {incomplete && <p className="pv-warn">{t('incomplete')}</p>}
            <dl className="pv-facts">
              <dt>{t('objective')}</dt><dd><bdi>{campaign.objective || '—'}</bdi></dd>
              <dt>{t('measure')}</dt><dd><bdi>{campaign.measure || '—'}</bdi></dd>
              <dt>{t('lists')}</dt>
              <dd>{own.length === 0 ? '—' : own.map((list) => <div key={list.listId}><Link className="pv-link" to={`/lists/${list.listId}`}><bdi>{list.name}</bdi></Link> <span className="pv-muted">{format.number(list.members ?? 0)}</span></div>)}</dd>
              <dt>{t('starts')}</dt><dd>{campaign.startsAtMs ? <When value={campaign.startsAtMs} as="date" /> : '—'}</dd>
              <dt>{t('ends')}</dt><dd>{campaign.endsAtMs ? <When value={campaign.endsAtMs} as="date" /> : '—'}</dd>
              <dt>{t('created')}</dt><dd><When value={campaign.createdAtMs} as="date" /></dd>
            </dl>
          </section>
        </div>
      </div>
      <RecordResponse campaign={campaign} open={responding} onClose={() => setResponding(false)} />
    </>
  );
}

function Responses({ campaign }: { campaign: Campaign }) {
  const t = useWords(words);
  const pages = useAskPages('marketing', 'list_responses', { campaignId: campaign.campaignId ?? '', limit: 50 });
  const columns: Column<Response>[] = [
    { key: 'customer', title: t('customer'), phone: 'title', render: (row) => <CustomerLink id={row.customerId} name={row.customerName} /> },
    { key: 'kind', title: t('response_kind'), phone: 'tag', render: (row) => <StateTag value={row.kind} tone={row.kind === 'INTERESTED' ? 'good' : 'plain'} /> },
    { key: 'note', title: t('note'), render: (row) => (row.note ? <span dir="auto">{row.note}</span> : null) },
    { key: 'at', title: t('at'), render: (row) => <When value={row.respondedAtMs} /> },
    { key: 'lead', title: t('lead'), render: (row) => <LeadOf response={row} /> },
  ];
  return (
    <DataTable<Response>
      label={t('responses')}
      pages={pages}
      columns={columns}
      rowKey={(row) => row.responseId ?? ''}
      empty={<EmptyState title={t('responses_empty')} hint={t('responses_empty_hint')} />}
    />
  );
}

const COMING_MS = 60_000;

/** The lead that sales made of a response, found among the customer's leads. */
function LeadOf({ response }: { response: Response }) {
  const t = useWords(words);
  const format = useFormat();
  const wanted = response.kind !== 'DECLINED';
  const now = useNow();
  const items = useAsk('portal', 'list_items', { customerId: response.customerId ?? '', kind: 'ITEM_LEAD', limit: 50 }, { enabled: wanted && Boolean(response.customerId) });
  if (!wanted) return <span className="pv-muted">{t('lead_none')}</span>;
  const leads = (items.data?.rows ?? []).filter((item) => item.campaignId === response.campaignId);
  const at = Number(response.respondedAtMs);
  const lead = leads.sort((a, b) => Math.abs(Number(a.openedAtMs) - at) - Math.abs(Number(b.openedAtMs) - at))[0];
  if (!lead) return <span className="pv-muted">{t(now - at < COMING_MS ? 'lead_coming' : 'lead_none')}</span>;
  return <span className="pv-row"><Link className="pv-link" to={`/leads/${lead.itemId}`}><bdi>{format.digits(lead.number)}</bdi></Link><StateTag value={lead.state} /></span>;
}

interface Values {
  customer: string;
  kind: ResponseKind;
  channel?: Channel;
  note?: string;
}

function RecordResponse({ campaign, open, onClose }: { campaign: Campaign; open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const options = useOptions();
  const record = useTell('marketing', 'record_response', { quiet: true, done: t('responded') });
  return (
    <FormDrawer<Values>
      open={open}
      title={t('respond')}
      onClose={onClose}
      submitText={t('respond')}
      initial={{ kind: 'INTERESTED', ...(campaign.channel ? { channel: campaign.channel } : {}) }}
      onSubmit={({ customer, ...values }, key) => record.tell({ campaignId: campaign.campaignId ?? '', customer: { customerId: customer }, ...values }, { key })}
    >
      <Form.Item name="customer" label={t('customer')} rules={[{ required: true }]}><CustomerSelect /></Form.Item>
      <Form.Item name="kind" label={t('response_kind')} extra={t('interested_hint')} rules={[{ required: true }]}><Select options={options(ResponseKindValues)} /></Form.Item>
      <Form.Item name="channel" label={t('channel')}><Select options={options(ChannelValues)} /></Form.Item>
      <Form.Item name="note" label={t('note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDrawer>
  );
}
