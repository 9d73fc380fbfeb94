// What can be done with many customers at once: owner, list, tags, consent. One command a customer, with progress; what was
// refused is named.
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Progress, Segmented, Select } from 'antd';
import { useRef, useState } from 'react';
import { ask, newKey, tell } from '@/api/client';
import { askAgain } from '@/api/hooks';
import { useAsk } from '@/api/hooks';
import type { Department } from '@/api/client';
import type { Profile } from '@/api/generated/portal';
import { ChannelValues, PurposeValues } from '@/api/generated/pv';
import type { Channel, Purpose } from '@/api/generated/pv';
import { asProblem } from '@/api/problem';
import { useMe, useSession } from '@/app/session';
import { FormDrawer } from '@/components/FormDrawer';
import { OwnerSelect } from '@/components/inputs';
import { problemText } from '@/components/problemText';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customers.module.css';

type Action = 'owner' | 'list' | 'tag' | 'consent';
const LIST_CHUNK = 500;

interface Values {
  owner?: string;
  listId?: string;
  change?: 'add' | 'remove';
  tags?: string[];
  consent?: 'grant' | 'withdraw';
  channel?: Channel;
  purpose?: Purpose;
  origin?: string;
  wording?: string;
}

interface Running {
  count: number;
  done: number;
  failed: { name: string; why: string }[];
  ended: boolean;
}

export function BulkActions({ rows, onDone }: { rows: Profile[]; onDone: () => void }) {
  const t = useWords(words);
  const me = useMe();
  const nameOf = useNames();
  const { may } = useSession();
  const cache = useQueryClient();
  const [action, setAction] = useState<Action>();
  const [running, setRunning] = useState<Running>();
  const stopped = useRef(false);
  const lists = useAsk('marketing', 'list_lists', { limit: 200 }, { enabled: action === 'list' });
  const close = (): void => setAction(undefined);

  /** Tells one command after the other; never more than the departments can take. */
  const run = async (department: Department, each: (row: Profile, key: string) => Promise<unknown>): Promise<void> => {
    stopped.current = false;
    const key = newKey();
    const failed: Running['failed'] = [];
    setRunning({ count: rows.length, done: 0, failed, ended: false });
    for (const [index, row] of rows.entries()) {
      if (stopped.current) break;
      try {
        await each(row, `${key}-${index}`);
      } catch (error) {
        const { title, detail } = problemText(asProblem(error), t);
        failed.push({ name: row.name ?? row.customerId ?? '', why: detail ?? title });
      }
      setRunning({ count: rows.length, done: index + 1, failed: [...failed], ended: false });
    }
    setRunning((old) => old && { ...old, ended: true });
    void askAgain(cache, department);
  };

  const submit = async (values: Values): Promise<void> => {
    if (action === 'owner') void run('sales', (row, key) => tell('sales', 'assign_account', { customerId: row.customerId!, owner: values.owner! }, { key }));
    else if (action === 'tag') {
      void run('portal', async (row, key) => {
        const { data } = await ask('portal', 'get_customer', { customerId: row.customerId! });
        const now = data.facts?.find((register) => register.fact?.name === 'tags')?.fact?.tags ?? [];
        const next = values.change === 'remove' ? now.filter((tag) => !values.tags!.includes(tag)) : [...new Set([...now, ...values.tags!])];
        if (next.join('\n') !== now.join('\n')) await tell('portal', 'change_facts', { customerId: row.customerId!, facts: [{ name: 'tags', ...(next.length ? { tags: next } : {}) }] }, { key });
      });
    } else if (action === 'consent') {
      const { channel, purpose, origin, wording } = values;
      void run('portal', (row, key) => values.consent === 'grant'
        ? tell('portal', 'grant_consent', { customerId: row.customerId!, channel, purpose, origin, wording, basis: 'consent' }, { key })
        : tell('portal', 'withdraw_consent', { customerId: row.customerId!, channel, purpose, origin }, { key }));
    } else if (action === 'list') {
      const ids = rows.map((row) => row.customerId!);
      for (let at = 0; at < ids.length; at += LIST_CHUNK) await tell('marketing', 'add_list_members', { listId: values.listId!, customerIds: ids.slice(at, at + LIST_CHUNK) });
      setRunning({ count: ids.length, done: ids.length, failed: [], ended: true });
      void askAgain(cache, 'marketing');
    }
  };

  const titles: Record<Action, string> = {
    owner: t('bulk_owner_title', { count: rows.length }), list: t('bulk_list_title', { count: rows.length }),
    tag: t('bulk_tag_title', { count: rows.length }), consent: t('bulk_consent_title', { count: rows.length }),
  };
  return (
    <>
      {may('sales', 'assign_account') && <Button size="small" onClick={() => setAction('owner')}>{t('bulk_owner')}</Button>}
      {may('marketing', 'add_list_members') && <Button size="small" onClick={() => setAction('list')}>{t('bulk_list')}</Button>}
      <Button size="small" onClick={() => setAction('tag')}>{t('bulk_tag')}</Button>
      <Button size="small" onClick={() => setAction('consent')}>{t('bulk_consent')}</Button>
      <FormDrawer<Values>
        open={Boolean(action)}
        title={action ? titles[action] : ''}
        onClose={close}
        submitText={t('bulk_apply')}
        initial={{ owner: me.user, change: 'add', consent: 'withdraw' }}
        onSubmit={submit}
      >
        {action === 'owner' && <Form.Item name="owner" label={t('owner')} rules={[{ required: true }]}><OwnerSelect role="seller" allowNobody={false} /></Form.Item>}
        {action === 'list' && (
          <Form.Item name="listId" label={t('list')} rules={[{ required: true }]} extra={t('bulk_list_hint')}>
            <Select loading={lists.isFetching} showSearch={{ optionFilterProp: 'label' }} options={(lists.data?.rows ?? []).filter((list) => !list.filter).map((list) => ({ value: list.listId!, label: list.name }))} />
          </Form.Item>
        )}
        {action === 'tag' && (
          <>
            <Form.Item name="change"><Segmented block options={[{ value: 'add', label: t('bulk_tag_add') }, { value: 'remove', label: t('bulk_tag_remove') }]} /></Form.Item>
            <Form.Item name="tags" label={t('col_labels')} rules={[{ required: true }]}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
          </>
        )}
        {action === 'consent' && (
          <>
            <Form.Item name="consent"><Segmented block options={[{ value: 'grant', label: t('bulk_consent_grant') }, { value: 'withdraw', label: t('bulk_consent_withdraw') }]} /></Form.Item>
            <div className="pv-fields">
              <Form.Item name="channel" label={t('kind')}><Select allowClear placeholder={t('all')} options={ChannelValues.map((value) => ({ value, label: nameOf(value) }))} /></Form.Item>
              <Form.Item name="purpose" label={t('reason')}><Select allowClear placeholder={t('all')} options={PurposeValues.map((value) => ({ value, label: nameOf(value) }))} /></Form.Item>
            </div>
            <Form.Item name="origin" label={t('bulk_origin')}><Input dir="auto" /></Form.Item>
            <Form.Item name="wording" label={t('bulk_wording')}><Input dir="auto" /></Form.Item>
          </>
        )}
      </FormDrawer>
      <Modal
        open={Boolean(running)}
        closable={running?.ended ?? false}
        mask={{ closable: false }}
        title={running?.ended ? t('bulk_done', { count: running.done - running.failed.length }) : t('bulk_running', { done: running?.done ?? 0, count: running?.count ?? 0 })}
        onCancel={() => setRunning(undefined)}
        footer={running?.ended
          ? <Button type="primary" onClick={() => { setRunning(undefined); onDone(); }}>{t('close')}</Button>
          : <Button onClick={() => { stopped.current = true; }}>{t('bulk_stop')}</Button>}
      >
        {running && (
          <>
            <Progress percent={Math.round((running.done / Math.max(1, running.count)) * 100)} status={running.failed.length > 0 ? 'exception' : running.ended ? 'success' : 'active'} aria-label={t('bulk_running', { done: running.done, count: running.count })} />
            {running.failed.length > 0 && (
              <>
                <p>{t('bulk_failed', { count: running.failed.length })}</p>
                <ul className={styles.problems}>{running.failed.map((one, index) => <li key={index}><bdi>{one.name}</bdi> <span className="pv-muted">{one.why}</span></li>)}</ul>
              </>
            )}
          </>
        )}
      </Modal>
    </>
  );
}
