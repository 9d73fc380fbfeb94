// One lead: what is asked, by whom, when an answer is due, and what can be done with it now.
import { Alert, Button, Drawer, Dropdown, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Lead } from '@/api/generated/sales';
import { useAsk, useTell } from '@/api/hooks';
import { useMe, useSession } from '@/app/session';
import { useSettings } from '@/app/settings';
import { usePhone } from '@/app/theme';
import { FormDrawer } from '@/components/FormDrawer';
import { OwnerSelect, useNameOfPerson } from '@/components/inputs';
import { CustomerLink, OwnerTag, Shown, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { LatestTimeline } from '@/pages/customer/LatestTimeline';
import { ConvertWizard } from './ConvertWizard';
import { ResponseDue, Score, hasResponse, isOpenLead } from './parts';
import { words } from './words';
import styles from './leads.module.css';

type Action = 'assign' | 'work' | 'recycle' | 'disqualify' | 'convert';

export function LeadDrawer({ leadId, onClose }: { leadId: string | undefined; onClose: () => void }) {
  const t = useWords(words);
  const phone = usePhone();
  const { language } = useSettings();
  const lead = useAsk('sales', 'get_lead', { leadId: leadId ?? '' }, { enabled: Boolean(leadId), keep: false });
  return (
    <Drawer
      open={Boolean(leadId)}
      onClose={onClose}
      placement={phone ? 'bottom' : language === 'fa' ? 'left' : 'right'}
      size={phone ? '94%' : 620}
      title={lead.data ? <span className="pv-row"><bdi>{lead.data.subject || lead.data.number}</bdi><StateTag value={lead.data.state} /></span> : t('lead')}
    >
      {leadId && <Shown of={lead}>{(shown) => <Body lead={shown} version={lead.version} />}</Shown>}
    </Drawer>
  );
}

function Body({ lead, version }: { lead: Lead; version: string | undefined }) {
  const t = useWords(words);
  const me = useMe();
  const format = useFormat();
  const nameOf = useNames();
  const nameOfPerson = useNameOfPerson();
  const { may } = useSession();
  const [action, setAction] = useState<Action>();
  const assign = useTell('sales', 'assign_lead', { done: t('assigned_done', { owner: nameOfPerson(me.user) ?? me.user }) });
  const qualify = useTell('sales', 'qualify_lead', { done: t('qualified_done') });
  const open = isOpenLead(lead);
  const allowed = open && may('sales', 'work_lead');
  const close = (): void => setAction(undefined);
  return (
    <>
      {(lead.duplicateLeadIds?.length ?? 0) > 0 && open && (
        <Alert type="warning" showIcon title={t('duplicates', { count: lead.duplicateLeadIds!.length })} action={<Link to={`/customers/${lead.customerId}`}>{t('show')}</Link>} className="pv-gap" />
      )}
      {allowed && (
        <div className={styles.buttons}>
          {lead.state === 'LEAD_QUALIFIED' || lead.state === 'LEAD_WORKING'
            ? <Button type="primary" onClick={() => setAction('convert')}>{t('convert')}</Button>
            : lead.owner ? <Button type="primary" onClick={() => setAction('work')}>{t('work')}</Button> : <Button type="primary" loading={assign.isPending} onClick={() => assign.send({ leadId: lead.leadId!, owner: me.user }, { version })}>{t('assign_me')}</Button>}
          {lead.owner && lead.state === 'LEAD_WORKING' && <Button loading={qualify.isPending} onClick={() => qualify.send({ leadId: lead.leadId! }, { version })}>{t('qualify')}</Button>}
          {lead.owner && (lead.state === 'LEAD_WORKING' || lead.state === 'LEAD_QUALIFIED') && <Button onClick={() => setAction('work')}>{t('work')}</Button>}
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'assign', label: t('assign_to') },
                ...(lead.state === 'LEAD_ASSIGNED' || lead.state === 'LEAD_NEW' ? [{ key: 'convert', label: t('convert') }] : []),
                { key: 'recycle', label: t('recycle') },
                { key: 'disqualify', label: t('disqualify'), danger: true },
              ],
              onClick: ({ key }) => setAction(key as Action),
            }}
          >
            <Button>{t('more_actions')}</Button>
          </Dropdown>
        </div>
      )}
      {lead.dealId && <p><Link to={`/deals/${lead.dealId}`}>{t('see_deal')}</Link></p>}
      <dl className={styles.facts}>
        <div><dt>{t('customer')}</dt><dd><CustomerLink id={lead.customerId} name={lead.customerName} /></dd></div>
        <div><dt>{t('owner')}</dt><dd><OwnerTag owner={lead.owner} name={nameOfPerson(lead.owner)} /></dd></div>
        {hasResponse(lead) && <div><dt>{t('response_due')}</dt><dd><ResponseDue lead={lead} /></dd></div>}
        <div><dt>{t('captured')}</dt><dd><When value={lead.capturedAtMs} as="dateTime" /></dd></div>
        <div><dt>{t('source')}</dt><dd>{nameOf(lead.source, 'LeadSource')}{lead.campaignId && <> · <Link to={`/campaigns/${lead.campaignId}`}>{t('show')}</Link></>}</dd></div>
        {lead.score !== undefined && <div><dt>{t('score')}</dt><dd><Score value={lead.score} /></dd></div>}
        <div><dt>{t('number')}</dt><dd>{format.digits(lead.number)}</dd></div>
        {lead.reason && <div className={styles.wide}><dt>{t('reason')}</dt><dd><bdi>{lead.reason}</bdi></dd></div>}
        {lead.request && <div className={styles.wide}><dt>{t('request')}</dt><dd><p className={styles.request} dir="auto">{lead.request}</p></dd></div>}
      </dl>
      <h3 className={styles.small}>{t('history')}</h3>
      <LatestTimeline customerId={lead.customerId!} itemId={lead.leadId!} />
      <AssignForm open={action === 'assign'} lead={lead} version={version} onClose={close} />
      <NoteForm action={action} lead={lead} version={version} onClose={close} />
      <ConvertWizard open={action === 'convert'} lead={lead} version={version} onClose={close} />
    </>
  );
}

interface FormOf {
  lead: Lead;
  version: string | undefined;
  onClose: () => void;
}

function AssignForm({ open, lead, version, onClose }: FormOf & { open: boolean }) {
  const t = useWords(words);
  const me = useMe();
  const nameOf = useNameOfPerson();
  const { tell } = useTell('sales', 'assign_lead', { quiet: true });
  return (
    <FormDrawer<{ owner: string }> open={open} title={t('assign_to')} onClose={onClose} submitText={t('assign')} initial={{ owner: lead.owner ?? me.user }} onSubmit={({ owner }, key) => tell({ leadId: lead.leadId!, owner }, { key, version })}>
      <Form.Item name="owner" label={t('owner')} rules={[{ required: true }]} extra={lead.owner && nameOf(lead.owner)}><OwnerSelect role="seller" allowNobody={false} /></Form.Item>
    </FormDrawer>
  );
}

function NoteForm({ action, lead, version, onClose }: FormOf & { action: Action | undefined }) {
  const t = useWords(words);
  const leadId = lead.leadId!;
  const work = useTell('sales', 'work_lead', { quiet: true, done: t('worked_done') });
  const recycle = useTell('sales', 'recycle_lead', { quiet: true, done: t('recycled_done') });
  const give = useTell('sales', 'disqualify_lead', { quiet: true, done: t('disqualified_done') });
  const kind = action === 'work' || action === 'recycle' || action === 'disqualify' ? action : undefined;
  return (
    <FormDrawer<{ text: string }>
      open={Boolean(kind)}
      danger={kind === 'disqualify'}
      title={kind === 'recycle' ? t('recycle_title') : kind === 'disqualify' ? t('disqualify_title') : t('work')}
      onClose={onClose}
      submitText={kind ? t(kind) : ''}
      onSubmit={({ text }, key) =>
        kind === 'recycle' ? recycle.tell({ leadId, reason: text }, { key, version })
          : kind === 'disqualify' ? give.tell({ leadId, reason: text }, { key, version })
            : work.tell({ leadId, note: text }, { key, version })}
    >
      {kind === 'work' && <p className="pv-muted">{t('work_about')}</p>}
      <Form.Item name="text" label={t(kind === 'work' ? 'note' : 'reason')} rules={[{ required: kind !== 'work', whitespace: true, message: t('give_reason') }]}>
        <Input.TextArea rows={3} maxLength={1000} dir="auto" autoFocus />
      </Form.Item>
    </FormDrawer>
  );
}
