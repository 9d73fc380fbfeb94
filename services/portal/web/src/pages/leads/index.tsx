// Leads: a list by state with what each waits for, and a drawer in which one is worked on.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Select, Tabs } from 'antd';
import { useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';
import { LeadStateValues } from '@/api/generated/sales';
import type { Lead, LeadState } from '@/api/generated/sales';
import { useAskPages } from '@/api/hooks';
import { useMe, useSession } from '@/app/session';
import { usePhone } from '@/app/theme';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { useNameOfPerson } from '@/components/inputs';
import { PageHeader } from '@/components/PageHeader';
import { CustomerLink, EmptyState, OwnerTag, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { AssignLeads } from './AssignLeads';
import { CaptureForm } from './CaptureForm';
import { LeadDrawer } from './LeadDrawer';
import { ResponseDue, Score, hasResponse } from './parts';
import { words } from './words';
import '@/pages/customer/pages.css';

export default function LeadsPage() {
  const t = useWords(words);
  const me = useMe();
  const format = useFormat();
  const nameOf = useNames();
  const nameOfPerson = useNameOfPerson();
  const phone = usePhone();
  const { may } = useSession();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const leadId = pathname.split('/')[2];
  const [query, setQuery] = useSearchParams();
  const [capturing, setCapturing] = useState(false);
  const [assigning, setAssigning] = useState(false);
  const [selected, setSelected] = useState<string[]>([]);
  const state = (query.get('state') ?? 'LEAD_NEW') as LeadState | 'ALL';
  const mine = query.get('whose') === 'me';
  const set = (name: string, value: string | undefined): void => {
    setSelected([]);
    setQuery((old) => {
      const next = new URLSearchParams(old);
      value ? next.set(name, value) : next.delete(name);
      return next;
    }, { replace: true });
  };
  const states = [...LeadStateValues.map((value) => ({ key: value as string, label: nameOf(value) })), { key: 'ALL', label: t('state_all') }];
  const choose = (chosen: string): void => set('state', chosen === 'LEAD_NEW' ? undefined : chosen);
  const pages = useAskPages('sales', 'list_leads', { ...(state === 'ALL' ? {} : { state }), ...(mine ? { owner: me.user } : {}), limit: 50 });
  const columns: Column<Lead>[] = [
    { key: 'subject', title: t('subject'), phone: 'title', render: (lead) => <bdi>{lead.subject || format.digits(lead.number)}</bdi> },
    { key: 'customer', title: t('customer'), render: (lead) => <CustomerLink id={lead.customerId} name={lead.customerName} /> },
    { key: 'due', title: t('response_due'), render: (lead) => (hasResponse(lead) ? <ResponseDue lead={lead} /> : null) },
    { key: 'source', title: t('source'), render: (lead) => nameOf(lead.source, 'LeadSource') },
    { key: 'score', title: t('score'), align: 'end', render: (lead) => <Score value={lead.score} /> },
    { key: 'state', title: t('state'), phone: 'tag', render: (lead) => <StateTag value={lead.state} /> },
    { key: 'owner', title: t('owner'), render: (lead) => <OwnerTag owner={lead.owner} name={nameOfPerson(lead.owner)} /> },
    { key: 'captured', title: t('captured'), render: (lead) => <When value={lead.capturedAtMs} /> },
    { key: 'number', title: t('number'), phone: 'none', hidden: true, render: (lead) => format.digits(lead.number) },
  ];
  const capture = may('sales', 'capture_lead') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setCapturing(true)}>{t('capture')}</Button>;
  return (
    <>
      <PageHeader title={t('leads')} subtitle={t('leads_about')} actions={capture}>
        {phone
          ? <Select aria-label={t('which')} value={state as string} onChange={choose} options={states.map(({ key, label }) => ({ value: key, label }))} />
          : <Tabs activeKey={state} onChange={choose} items={states} />}
      </PageHeader>
      <DataTable<Lead>
        label={t('leads')}
        pages={pages}
        columns={columns}
        rowKey={(lead) => lead.leadId ?? ''}
        rowName={(lead) => lead.subject || format.digits(lead.number)}
        onOpen={(lead) => void navigate(`/leads/${lead.leadId}${search}`)}
        {...(may('sales', 'assign_lead') ? {
          selected,
          onSelect: setSelected,
          bulk: <Button onClick={() => setAssigning(true)}>{t('assign_to')}</Button>,
        } : {})}
        filtered={mine}
        onClearFilters={() => set('whose', undefined)}
        rowClass={(lead) => (lead.overdue && !lead.respondedAtMs ? 'pv-row-late' : undefined)}
        empty={<EmptyState title={t('none')} hint={t('none_about')} action={capture} />}
        toolbar={<Checkbox checked={mine} onChange={(event) => set('whose', event.target.checked ? 'me' : undefined)}>{t('only_mine')}</Checkbox>}
      />
      <CaptureForm open={capturing} onClose={() => setCapturing(false)} onCaptured={(lead) => void navigate(`/leads/${lead.leadId}${search}`)} />
      <AssignLeads open={assigning} leadIds={selected} onClose={() => setAssigning(false)} onDone={() => setSelected([])} />
      <LeadDrawer leadId={leadId} onClose={() => void navigate(`/leads${search}`)} />
    </>
  );
}
