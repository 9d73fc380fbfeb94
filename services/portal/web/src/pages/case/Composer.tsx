// Where an answer, an internal note or what the customer said is written.
import { DownOutlined, LockOutlined, SendOutlined } from '@ant-design/icons';
import { Button, Dropdown, Input, Segmented, Select, Space } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { ChannelValues, type Channel } from '@/api/generated/pv';
import type { Case, CaseState, MessageDirection } from '@/api/generated/support';
import { newKey } from '@/api/client';
import { useTell } from '@/api/hooks';
import { useOptions } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from '@/pages/cases/words';
import { isOpenState } from './rules';
import styles from '@/pages/cases/cases.module.css';

type Mode = 'OUTBOUND' | 'INTERNAL' | 'INBOUND';
const kept = (caseId: string): string => `payvand.draft.case.${caseId}`;

export function Composer({ record, onMove }: { record: Case; onMove: (state: CaseState) => void }) {
  const t = useWords(words);
  const options = useOptions();
  const caseId = record.caseId ?? '';
  const merged = record.state === 'MERGED';
  const [mode, setMode] = useState<Mode>(merged ? 'INTERNAL' : 'OUTBOUND');
  const [channel, setChannel] = useState<Channel>(record.channel && record.channel !== 'CHANNEL_UNSPECIFIED' ? record.channel : 'EMAIL');
  const [body, setBody] = useState(() => sessionStorage.getItem(kept(caseId)) ?? '');
  const key = useRef(newKey());
  const adding = useTell('support', 'add_case_message');

  useEffect(() => {
    if (body) sessionStorage.setItem(kept(caseId), body);
    else sessionStorage.removeItem(kept(caseId));
  }, [body, caseId]);

  const send = async (after?: CaseState): Promise<void> => {
    if (!body.trim() || adding.isPending) return;
    try {
      await adding.tell({ caseId, direction: mode as MessageDirection, body: body.trim(), ...(mode === 'INTERNAL' ? {} : { channel }) }, { key: key.current });
    } catch {
      return; // said already; the text stays, and a repeat has the same key
    }
    key.current = newKey();
    setBody('');
    if (after) onMove(after);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  };
  const more = mode === 'OUTBOUND' && isOpenState(record.state);
  const label = mode === 'OUTBOUND' ? t('send') : mode === 'INTERNAL' ? t('save_note') : t('record');
  return (
    <div className={styles.composer} data-mode={mode}>
      <div className={styles.composerBar}>
        <Segmented<Mode>
          value={mode}
          onChange={setMode}
          options={[
            { value: 'OUTBOUND', label: t('reply'), disabled: merged },
            { value: 'INTERNAL', label: t('note'), icon: <LockOutlined /> },
            { value: 'INBOUND', label: t('inbound'), disabled: merged },
          ]}
        />
        {mode !== 'INTERNAL' && (
          <Select<Channel>
            aria-label={t('channel')} variant="filled" popupMatchSelectWidth={false} value={channel}
            options={options(ChannelValues) as { value: Channel; label: string }[]} onChange={(next) => setChannel(next)}
          />
        )}
      </div>
      <Input.TextArea
        aria-label={label}
        dir="auto"
        className={styles.writing}
        value={body}
        maxLength={30000}
        rows={3}
        placeholder={t(mode === 'OUTBOUND' ? 'write_reply' : mode === 'INTERNAL' ? 'write_note' : 'write_inbound')}
        onChange={(event) => {
          key.current = newKey();
          setBody(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div className={styles.composerBar}>
        <span className={styles.small}>{mode === 'INTERNAL' ? t('note_hidden') : t('send_hint')}</span>
        <Space.Compact>
          <Button type="primary" icon={mode === 'OUTBOUND' ? <SendOutlined className="pv-flip" /> : undefined} loading={adding.isPending} disabled={!body.trim()} onClick={() => void send()}>
            {label}
          </Button>
          {more && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: [
                  { key: 'WAITING_FOR_CUSTOMER', label: t('send_wait'), disabled: record.state === 'WAITING_FOR_CUSTOMER' },
                  { key: 'RESOLVED', label: t('send_resolve') },
                ],
                onClick: ({ key: next }) => void send(next as CaseState),
              }}
            >
              <Button type="primary" icon={<DownOutlined />} aria-label={t('send_and')} disabled={!body.trim()} />
            </Dropdown>
          )}
        </Space.Compact>
      </div>
    </div>
  );
}
