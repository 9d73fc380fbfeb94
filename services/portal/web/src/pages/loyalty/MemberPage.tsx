// One member: balance, tier, points by expiry and the ledger, with what can be done.
import { EllipsisOutlined, GiftOutlined, UserAddOutlined } from '@ant-design/icons';
import { App, AutoComplete, Button, Dropdown, Form, Input } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router-dom';
import type { MemberState, MemberView } from '@/api/generated/loyalty';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { FormDrawer } from '@/components/FormDrawer';
import { NumberInput } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { PageHeader } from '@/components/PageHeader';
import { CustomerLink, EmptyState, ErrorState, Loading, PersonIcon, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useCustomerName } from '@/pages/lists/CustomerName';
import { Balance, Lots, TierLadder } from './Balance';
import { Ledger } from './Ledger';
import { EnrolForm, useTierName } from './MembersPage';
import { words } from './words';

export function MemberPage() {
  const { customerId = '' } = useParams();
  const asked = useAsk('loyalty', 'get_member', { customerId }, { keep: false });
  if (asked.data) return <OneMember key={customerId} view={asked.data} version={asked.version} />;
  if (asked.error?.type === 'member-not-found') return <NotMember customerId={customerId} />;
  if (asked.error) return <ErrorState problem={asked.error} onAgain={() => void asked.refetch()} />;
  return <Loading />;
}

function NotMember({ customerId }: { customerId: string }) {
  const t = useWords(words);
  const name = useCustomerName(customerId) ?? t('customer');
  const { may } = useSession();
  const [open, setOpen] = useState(false);
  return (
    <>
      <PageHeader path={[{ to: '/loyalty', text: t('loyalty_title') }]} title={name} icon={<PersonIcon name={name} />} />
      <section className="pv-panel">
        <EmptyState
          title={t('not_member')}
          hint={t('not_member_hint', { name })}
          action={may('loyalty', 'enrol_member') && <Button type="primary" icon={<UserAddOutlined />} onClick={() => setOpen(true)}>{t('enrol')}</Button>}
        />
      </section>
      <EnrolForm open={open} onClose={() => setOpen(false)} customerId={customerId} />
    </>
  );
}

function OneMember({ view, version }: { view: MemberView; version: string | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const { modal } = App.useApp();
  const { may } = useSession();
  const tierName = useTierName();
  const programme = useAsk('loyalty', 'get_programme', {}, { staleTimeMs: 60_000 });
  const [form, setForm] = useState<'redeem' | 'adjust' | null>(null);
  const member = view.member ?? {};
  const customerId = member.customerId ?? '';
  const setState = useTell('loyalty', 'set_member_state', { done: t('state_changed') });
  const go = (state: MemberState): void => setState.send({ customerId, state }, { version });
  const active = member.state === 'MEMBER_ACTIVE';
  const close = (): void =>
    void modal.confirm({ title: t('close_sure'), okText: t('close_member'), cancelText: t('cancel'), okButtonProps: { danger: true }, onOk: () => go('MEMBER_CLOSED') });
  return (
    <>
      <PageHeader
        path={[{ to: '/loyalty', text: t('loyalty_title') }]}
        icon={<PersonIcon name={member.customerName} />}
        title={<CustomerLink id={customerId} name={member.customerName} />}
        windowTitle={member.customerName ?? t('loyalty_title')}
        tags={<><StateTag tone="strong">{tierName(member.tier)}</StateTag>{!active && <StateTag value={member.state} />}</>}
        subtitle={<>{t('card_number')} <bdi className="pv-ltr">{format.digits(member.cardNumber)}</bdi> · {t('since')} <When value={member.sinceMs} as="date" /></>}
        actions={
          <>
            {active && may('loyalty', 'redeem_points') && <Button type="primary" icon={<GiftOutlined />} onClick={() => setForm('redeem')}>{t('redeem')}</Button>}
            {member.state === 'MEMBER_PAUSED' && may('loyalty', 'set_member_state') && <Button onClick={() => go('MEMBER_ACTIVE')}>{t('take_up')}</Button>}
            {may('loyalty', 'set_member_state') && member.state !== 'MEMBER_CLOSED' && (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: [
                    ...(may('loyalty', 'adjust_points') ? [{ key: 'adjust', label: t('adjust') }] : []),
                    ...(active ? [{ key: 'pause', label: t('pause') }] : []),
                    { key: 'close', label: t('close_member'), danger: true },
                  ],
                  onClick: ({ key }) => (key === 'adjust' ? setForm('adjust') : key === 'pause' ? go('MEMBER_PAUSED') : close()),
                }}
              >
                <Button icon={<EllipsisOutlined />} aria-label={t('more_actions')} />
              </Dropdown>
            )}
          </>
        }
      />
      <div className="pv-stack">
        <div className="pv-halves">
          <Balance view={view} />
          {programme.data && <TierLadder view={view} programme={programme.data} />}
        </div>
        <div className="pv-split">
          <Ledger customerId={customerId} />
          <Lots customerId={customerId} />
        </div>
      </div>
      <Redeem view={view} open={form === 'redeem'} onClose={() => setForm(null)} />
      <Adjust view={view} open={form === 'adjust'} onClose={() => setForm(null)} />
      <span className="pv-sr" aria-live="polite">{t('points')}: {format.number(view.joinedPoints ?? 0)}</span>
    </>
  );
}

function Redeem({ view, open, onClose }: { view: MemberView; open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const notify = useNotify();
  const customerId = view.member?.customerId ?? '';
  const balance = Number(view.joinedPoints ?? 0);
  const before = useAskPages('loyalty', 'list_postings', { customerId, limit: 40 }, { enabled: open });
  const rewards = [...new Set(before.rows.filter((row) => row.kind === 'SPENT' && row.text).map((row) => row.text!))];
  const redeem = useTell('loyalty', 'redeem_points', { quiet: true });
  return (
    <FormDrawer<{ points: number; reward: string }>
      open={open}
      title={t('redeem')}
      onClose={onClose}
      submitText={t('redeem')}
      onSubmit={async (values, key) => {
        await redeem.tell({ customerId, ...values, businessKey: key }, { key });
        notify.done(t('redeemed', { count: values.points }));
      }}
    >
      {(form) => (
        <>
          <Form.Item name="reward" label={t('reward')} extra={t('reward_hint')} rules={[{ required: true }]}>
            <AutoComplete options={rewards.length ? [{ label: t('rewards_before'), options: rewards.map((value) => ({ value })) }] : []} showSearch={{ filterOption: true }} maxLength={100} />
          </Form.Item>
          <Form.Item name="points" label={t('points')} rules={[{ required: true }, { type: 'number', min: 1, max: Math.max(1, balance) }]}>
            <NumberInput min={1} max={balance} />
          </Form.Item>
          <Form.Item noStyle dependencies={['points']}>
            {() => <p className="pv-muted">{t('after_that', { count: format.number(balance - Number(form.getFieldValue('points') ?? 0)) })}</p>}
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

function Adjust({ view, open, onClose }: { view: MemberView; open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const customerId = view.member?.customerId ?? '';
  const adjust = useTell('loyalty', 'adjust_points', { quiet: true, done: t('adjusted') });
  return (
    <FormDrawer<{ points: number; reason: string }>
      open={open}
      title={t('adjust')}
      onClose={onClose}
      submitText={t('adjust')}
      onSubmit={(values, key) => adjust.tell({ customerId, ...values, businessKey: key }, { key })}
    >
      {(form) => (
        <>
          <Form.Item name="points" label={t('adjust_points')} rules={[{ required: true }]}><NumberInput /></Form.Item>
          <Form.Item noStyle dependencies={['points']}>
            {() => <p className="pv-muted">{t('after_that', { count: format.number(Number(view.joinedPoints ?? 0) + Number(form.getFieldValue('points') ?? 0)) })}</p>}
          </Form.Item>
          <Form.Item name="reason" label={t('reason')} rules={[{ required: true }]}><Input.TextArea rows={2} maxLength={300} /></Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
