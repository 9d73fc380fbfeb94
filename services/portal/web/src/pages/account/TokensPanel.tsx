// Tokens with which programs act as this person.
import { KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Radio, Switch } from 'antd';
import { useState } from 'react';
import { useAskPages, useTell } from '@/api/hooks';
import { CopyText } from '@/components/CopyText';
import { More } from '@/components/DataTable';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { ConfirmButton, ErrorState, Loading, StateTag, When, useNow } from '@/components/small';
import { toMs } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

const DEPARTMENTS = ['sales', 'marketing', 'support', 'loyalty', 'analytics', 'portal'] as const;
const DAY_MS = 86_400_000;

interface NewToken {
  name: string;
  expiresAtMs?: string;
  scopes?: Record<string, 'none' | 'read' | 'write'>;
  metrics?: boolean;
}

export function TokensPanel() {
  const t = useWords(words);
  const now = useNow();
  const tokens = useAskPages('portal', 'list_my_tokens', { limit: 20 });
  const create = useTell('portal', 'create_token', { quiet: true });
  const revoke = useTell('portal', 'revoke_token', { done: t('done') });
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string>();

  const send = async (values: NewToken, key: string): Promise<void> => {
    const scopes = DEPARTMENTS.filter((name) => values.scopes?.[name] && values.scopes[name] !== 'none')
      .map((department) => ({ department: department as string, mayWrite: values.scopes?.[department] === 'write' }));
    if (values.metrics) scopes.push({ department: 'metrics', mayWrite: false });
    const answer = await create.tell({ name: values.name, expiresAtMs: values.expiresAtMs, scopes }, { key });
    setMade(answer.token);
  };

  return (
    <Panel title={t('tokens')} actions={<Button size="small" icon={<PlusOutlined />} onClick={() => setOpen(true)}>{t('token_new')}</Button>}>
      <p className="pv-muted">{t('tokens_text')}</p>
      {tokens.error && tokens.rows.length === 0 && <ErrorState problem={tokens.error} onAgain={tokens.refetch} />}
      {tokens.isPending && <Loading as="rows" count={2} />}
      <ul className="pv-plain-list pv-account-rows">
        {tokens.rows.map((token) => (
          <li key={token.tokenId}>
            <span className="pv-account-icon" aria-hidden><KeyOutlined /></span>
            <div>
              <strong><bdi>{token.name}</bdi></strong>{' '}
              {(toMs(token.expiresAtMs) ?? Infinity) < now && <StateTag tone="bad">{t('token_expired')}</StateTag>}
              <div className="pv-tags">
                {(token.scopes ?? []).map((scope) => (
                  <StateTag key={scope.department}>
                    {scope.department === 'metrics' ? t('token_metrics') : `${t(scope.department as 'sales')}: ${t(scope.mayWrite ? 'token_write' : 'token_read')}`}
                  </StateTag>
                ))}
              </div>
              <div className="pv-muted">{t('token_expires')} <When value={token.expiresAtMs} as="date" /> · {toMs(token.usedAtMs) ? <>{t('token_used')} <When value={token.usedAtMs} /></> : t('token_never')}</div>
            </div>
            <ConfirmButton size="small" danger question={t('token_revoke')} detail={t('token_revoke_question')} onConfirm={() => revoke.tell({ tokenId: token.tokenId ?? '' })}>{t('token_revoke')}</ConfirmButton>
          </li>
        ))}
      </ul>
      <More pages={tokens} />
      <FormDrawer<NewToken>
        open={open}
        title={t('token_new')}
        onClose={() => setOpen(false)}
        initial={{ expiresAtMs: String(Date.now() + 90 * DAY_MS) }}
        submitText={t('create')}
        onSubmit={send}
      >
        <Form.Item name="name" label={t('token_name')} rules={[{ required: true }]}><Input maxLength={120} /></Form.Item>
        <Form.Item name="expiresAtMs" label={t('token_expires')} rules={[{ required: true }]}>
          <DateInput min={Date.now()} max={Date.now() + 365 * DAY_MS} />
        </Form.Item>
        <h3>{t('token_scopes')}</h3>
        {DEPARTMENTS.map((department) => (
          <Form.Item key={department} name={['scopes', department]} label={t(department)} initialValue="none" rules={[{ required: true }]}>
            <Radio.Group
              optionType="button"
              options={[{ value: 'none', label: t('none') }, { value: 'read', label: t('token_read') }, { value: 'write', label: t('token_write') }]}
            />
          </Form.Item>
        ))}
        <Form.Item name="metrics" label={t('token_metrics')} valuePropName="checked"><Switch /></Form.Item>
      </FormDrawer>
      <Modal open={made !== undefined} title={t('token_made')} onCancel={() => setMade(undefined)} footer={<Button type="primary" onClick={() => setMade(undefined)}>{t('close')}</Button>}>
        <p>{t('token_made_text')}</p>
        <CopyText text={made ?? ''} label={t('token_made')} />
      </Modal>
    </Panel>
  );
}
