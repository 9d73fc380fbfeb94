// Members of the programme by tier, what all their points come to, and enrolling a customer.
import { SettingOutlined, UserAddOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import type { Member } from '@/api/generated/loyalty';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { DataTable, type Column } from '@/components/DataTable';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect } from '@/components/inputs';
import { PageHeader } from '@/components/PageHeader';
import { EmptyState, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';

/** The name people see of a tier: the programme's own, or the usual one. */
export function useTierName(): (tier: string | undefined) => string {
  const nameOf = useNames();
  const programme = useAsk('loyalty', 'get_programme', {}, { staleTimeMs: 300_000 });
  return (tier) => {
    const usual = nameOf(tier);
    return usual !== tier ? usual : (programme.data?.tiers?.find((one) => one.tier === tier)?.name ?? usual);
  };
}

export function MembersPage() {
  const t = useWords(words);
  const format = useFormat();
  const navigate = useNavigate();
  const { may } = useSession();
  const tierName = useTierName();
  const [params, setParams] = useSearchParams();
  const [enrolling, setEnrolling] = useState(false);
  const tier = params.get('tier') ?? undefined;
  const programme = useAsk('loyalty', 'get_programme', {}, { staleTimeMs: 60_000 });
  const counters = useAsk('portal', 'list_counters', { groups: ['tier'], limit: 100 });
  const check = useAsk('loyalty', 'get_ledger_check', { limit: 1 }, { enabled: may('loyalty', 'get_ledger_check') });
  const pages = useAskPages('loyalty', 'list_members', { tier, limit: 50 });
  const totals = check.data?.totals;
  const enrol = may('loyalty', 'enrol_member') && <Button type="primary" icon={<UserAddOutlined />} onClick={() => setEnrolling(true)}>{t('enrol')}</Button>;
  const columns: Column<Member>[] = [
    { key: 'customer', title: t('customer'), phone: 'title', render: (row) => <bdi>{row.customerName || t('unknown_customer')}</bdi> },
    { key: 'tier', title: t('tier'), phone: 'tag', render: (row) => <StateTag tone="strong">{tierName(row.tier)}</StateTag> },
    { key: 'points', title: t('points'), align: 'end', render: (row) => <span className="pv-number">{format.number(row.points ?? 0)}</span> },
    { key: 'pending', title: t('pending'), align: 'end', render: (row) => (Number(row.pendingPoints ?? 0) > 0 ? <span className="pv-number">{format.number(row.pendingPoints)}</span> : null) },
    { key: 'card', title: t('card_number'), render: (row) => <bdi className="pv-ltr">{format.digits(row.cardNumber)}</bdi> },
    { key: 'since', title: t('since'), render: (row) => <When value={row.sinceMs} as="date" /> },
    { key: 'state', title: t('state'), phone: 'tag', render: (row) => (row.state === 'MEMBER_ACTIVE' ? null : <StateTag value={row.state} />) },
  ];
  const counted = new Map((counters.data?.rows ?? []).map((row) => [row.value, Number(row.count ?? 0)]));
  return (
    <>
      <PageHeader
        title={t('loyalty_title')}
        subtitle={t('loyalty_hint')}
        actions={<><Link to="/loyalty/programme"><Button icon={<SettingOutlined />}>{t('programme')}</Button></Link>{enrol}</>}
      />
      <div className="pv-stack">
        {totals && (
          <div className="pv-tiles">
            {([['members', totals.members], ['points_outstanding', totals.memberPoints], ['points_pending_all', totals.pendingPoints], ['points_redeemed_all', totals.redeemedPoints], ['points_expired_all', totals.expiredPoints]] as const).map(([key, value]) => (
              <div key={key} className="pv-tile"><div className="pv-tile-label">{t(key)}</div><div className="pv-tile-value">{key === 'members' ? format.number(Number(value ?? 0)) : format.compact(Number(value ?? 0))}</div></div>
            ))}
          </div>
        )}
        <DataTable<Member>
          label={t('members')}
          pages={pages}
          columns={columns}
          rowKey={(row) => row.customerId ?? ''}
          rowName={(row) => row.customerName ?? ''}
          href={(row) => `/loyalty/${row.customerId}`}
          filtered={tier !== undefined}
          onClearFilters={() => setParams({})}
          toolbar={
            <Select
              aria-label={t('tier')}
              value={tier ?? ''}
              popupMatchSelectWidth={false}
              style={{ minWidth: 160 }}
              onChange={(value) => setParams(value ? { tier: value } : {}, { replace: true })}
              options={[
                { value: '', label: t('all_tiers') },
                ...(programme.data?.tiers ?? []).map((one) => ({ value: one.tier ?? '', label: `${tierName(one.tier)}${counted.has(one.tier) ? ` (${format.number(counted.get(one.tier))})` : ''}` })),
              ]}
            />
          }
          empty={<EmptyState title={t('members_empty')} hint={t('members_empty_hint')} action={enrol} />}
        />
      </div>
      <EnrolForm open={enrolling} onClose={() => setEnrolling(false)} onDone={(id) => void navigate(`/loyalty/${id}`)} />
    </>
  );
}

export function EnrolForm({ open, onClose, customerId, onDone }: { open: boolean; onClose: () => void; customerId?: string; onDone?: (customerId: string) => void }) {
  const t = useWords(words);
  const enrol = useTell('loyalty', 'enrol_member', { quiet: true, done: t('enrolled') });
  return (
    <FormDrawer<{ customer?: string; consentWording?: string }>
      open={open}
      title={t('enrol')}
      onClose={onClose}
      submitText={t('enrol')}
      onSubmit={async ({ customer, consentWording }, key) => {
        const member = await enrol.tell({ customer: { customerId: customerId ?? customer }, ...(consentWording ? { consentWording } : {}) }, { key });
        if (member.customerId) onDone?.(member.customerId);
      }}
    >
      {!customerId && <Form.Item name="customer" label={t('customer')} rules={[{ required: true }]}><CustomerSelect /></Form.Item>}
      <Form.Item name="consentWording" label={t('consent_wording')}><Input maxLength={60} /></Form.Item>
    </FormDrawer>
  );
}
