// What can be done with a customer, in place.
import { DownOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Form, Input, Select } from 'antd';
import type { MenuProps } from 'antd';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Overview } from '@/api/generated/portal';
import { useAsk, useTell } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import { useMe, useSession } from '@/app/session';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect, OwnerSelect, useNameOfPerson } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { useWords } from '@/i18n/words';
import { OpenCase } from '@/pages/cases/OpenCase';
import { OpenDealForm } from '@/pages/deals/DealForm';
import { CaptureForm } from '@/pages/leads/CaptureForm';
import { words as leadWords } from '@/pages/leads/words';
import { SaleForm } from '@/pages/orders/parts/SaleForm';
import { ActivityForm } from './ActivityForm';
import { MergeForm } from './MergeForm';
import { UnmergeForm } from './UnmergeForm';
import { words } from './words';

type Action = 'activity' | 'deal' | 'case' | 'enrol' | 'list' | 'sale' | 'lead' | 'owner' | 'merge' | 'unmerge';

export function Actions({ overview }: { overview: Overview }) {
  const t = useWords(words);
  const l = useWords(leadWords);
  const { may } = useSession();
  const [action, setAction] = useState<Action>();
  const [other, setOther] = useState<string>();
  const erase = useErase(overview);
  const exportAll = useExport(overview);
  const card = overview.card!;
  const customerId = card.customerId!;
  const name = card.displayName ?? '';
  const close = (): void => setAction(undefined);
  if (card.erased) return null;
  const isMember = Boolean(card.loyalty?.memberSinceMs);
  const items = ([
    may('sales', 'record_sale') && { key: 'sale', label: t('record_sale_title') },
    may('sales', 'capture_lead') && { key: 'lead', label: l('capture') },
    !isMember && may('loyalty', 'enrol_member') && { key: 'enrol', label: t('enrol_title') },
    may('marketing', 'add_list_members') && { key: 'list', label: t('add_to_list_title') },
    may('sales', 'assign_account') && { key: 'owner', label: t('assign_owner') },
    { type: 'divider' },
    may('portal', 'merge_customers') && { key: 'merge', label: t('merge_with') },
    may('portal', 'unmerge_customers') && (card.ids?.length ?? 1) > 1 && { key: 'unmerge', label: t('unmerge') },
    { key: 'export', label: t('export') },
    may('portal', 'erase_customer') && card.kind !== 'INTERNAL' && { key: 'erase', label: t('erase'), danger: true },
  ] as (NonNullable<MenuProps['items']>[number] | false)[]).filter((item) => item !== false);
  return (
    <>
      {may('sales', 'plan_activity') && <Button type="primary" onClick={() => setAction('activity')}>{t('log_activity')}</Button>}
      {may('sales', 'open_deal') && <Button onClick={() => setAction('deal')}>{t('open_deal')}</Button>}
      {may('support', 'open_case') && <Button onClick={() => setAction('case')}>{t('open_case')}</Button>}
      <Dropdown
        trigger={['click']}
        menu={{
          items,
          onClick: ({ key }) => {
            if (key === 'erase') erase();
            else if (key === 'export') void exportAll();
            else setAction(key as Action);
          },
        }}
      >
        <Button>{t('more_actions')} <DownOutlined aria-hidden /></Button>
      </Dropdown>
      <ActivityForm open={action === 'activity'} onClose={close} about={{ customerId }} />
      <OpenDealForm open={action === 'deal'} onClose={close} customerId={customerId} customerName={name} stay />
      <OpenCase open={action === 'case'} onClose={close} customerId={customerId} />
      <SaleForm open={action === 'sale'} onClose={close} as="sale" customerId={customerId} customerName={name} />
      <CaptureForm open={action === 'lead'} onClose={close} customerId={customerId} customerName={name} />
      <EnrolForm open={action === 'enrol'} onClose={close} customerId={customerId} name={name} />
      <ListForm open={action === 'list'} onClose={close} customerId={customerId} on={(overview.lists ?? []).map((one) => one.listId ?? '')} />
      <OwnerForm open={action === 'owner'} onClose={close} customerId={customerId} owner={card.sales?.owner} />
      <FormDrawer<{ other: string }>
        open={action === 'merge' && !other}
        title={t('merge_with')}
        onClose={close}
        submitText={t('compare')}
        onSubmit={async ({ other: chosen }) => setOther(chosen)}
      >
        <Form.Item name="other" label={t('other_customer')} rules={[{ required: true }, { validator: (_, value: string) => (card.ids?.includes(value) ? Promise.reject(new Error(t('compare_same'))) : Promise.resolve()) }]}>
          <CustomerSelect />
        </Form.Item>
      </FormDrawer>
      <MergeForm customerId={customerId} otherId={other} onClose={() => setOther(undefined)} />
      <UnmergeForm open={action === 'unmerge'} card={card} onClose={close} />
    </>
  );
}

interface FormOf {
  open: boolean;
  onClose: () => void;
  customerId: string;
}

function EnrolForm({ open, onClose, customerId, name }: FormOf & { name: string }) {
  const t = useWords(words);
  const { tell } = useTell('loyalty', 'enrol_member', { quiet: true, done: t('enrolled', { name }) });
  return (
    <FormDrawer<{ wording: string }> open={open} title={t('enrol_title')} onClose={onClose} submitText={t('enrol')} onSubmit={({ wording }, key) => tell({ customer: { customerId }, consentWording: wording }, { key })}>
      <p className="pv-muted">{t('enrol_about')}</p>
      <Form.Item name="wording" label={t('enrol_wording')} rules={[{ required: true, whitespace: true }]}><Input dir="auto" /></Form.Item>
    </FormDrawer>
  );
}

function ListForm({ open, onClose, customerId, on }: FormOf & { on: string[] }) {
  const t = useWords(words);
  const lists = useAsk('marketing', 'list_lists', { limit: 200 }, { enabled: open });
  const { tell } = useTell('marketing', 'add_list_members', { quiet: true, done: t('added_to_list') });
  return (
    <FormDrawer<{ listId: string }> open={open} title={t('add_to_list_title')} onClose={onClose} submitText={t('add')} onSubmit={({ listId }, key) => tell({ listId, customerIds: [customerId] }, { key })}>
      <Form.Item name="listId" label={t('lists')} rules={[{ required: true }]}>
        <Select
          loading={lists.isFetching}
          showSearch={{ optionFilterProp: 'label' }}
          options={(lists.data?.rows ?? []).filter((list) => !list.filter).map((list) => ({ value: list.listId!, label: list.name, disabled: on.includes(list.listId!) }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}

function OwnerForm({ open, onClose, customerId, owner }: FormOf & { owner: string | undefined }) {
  const t = useWords(words);
  const me = useMe();
  const notify = useNotify();
  const nameOf = useNameOfPerson();
  const { tell } = useTell('sales', 'assign_account', { quiet: true });
  return (
    <FormDrawer<{ owner: string }>
      open={open}
      title={t('assign_owner')}
      onClose={onClose}
      submitText={t('assign')}
      initial={{ owner: owner ?? me.user }}
      onSubmit={async ({ owner: chosen }, key) => {
        await tell({ customerId, owner: chosen }, { key });
        notify.done(t('assigned', { owner: nameOf(chosen) ?? chosen }));
      }}
    >
      <Form.Item name="owner" label={t('seller')} rules={[{ required: true }]}><OwnerSelect role="seller" allowNobody={false} /></Form.Item>
    </FormDrawer>
  );
}

/** Asks twice: the name must be written before a person is erased. */
function useErase(overview: Overview): () => void {
  const t = useWords(words);
  const { modal } = App.useApp();
  const notify = useNotify();
  const { tell } = useTell('portal', 'erase_customer', { quiet: true });
  const card = overview.card!;
  const name = card.displayName || card.customerId!;
  return () => {
    const dialog = modal.confirm({
      title: t('erase_title'),
      okText: t('erase'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true, disabled: true },
      content: (
        <>
          <p>{t('erase_about')}</p>
          <label>
            <span>{t('erase_type', { name })}</span>
            <Input dir="auto" onChange={(event) => dialog.update({ okButtonProps: { danger: true, disabled: event.target.value.trim() !== name.trim() } })} />
          </label>
        </>
      ),
      onOk: async () => {
        try {
          await tell({ customerId: card.customerId! });
          notify.done(t('erase_done'));
        } catch (error) {
          notify.problem(asProblem(error));
        }
      },
    });
  };
}

const EXPORT_PAGES = 200;

/** Everything known of the person as a file: card, facts of all departments, the whole timeline. */
function useExport(overview: Overview): () => Promise<void> {
  const notify = useNotify();
  return async () => {
    const customerId = overview.card!.customerId!;
    try {
      const timeline: unknown[] = [];
      let after: string | undefined;
      for (let page = 0; page < EXPORT_PAGES; page++) {
        const { data } = await ask('portal', 'list_timeline', { customerId, limit: 200, ...(after ? { after } : {}) });
        timeline.push(...(data.rows ?? []));
        after = data.next;
        if (!after) break;
      }
      const { timeline: _first, timelineNext: _next, ...rest } = overview;
      const text = JSON.stringify({ exportedAt: new Date().toISOString(), ...rest, timeline }, null, 2);
      const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = `customer-${customerId}.json`;
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      notify.problem(asProblem(error));
    }
  };
}
