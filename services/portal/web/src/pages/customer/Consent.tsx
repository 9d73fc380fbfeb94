// Whether a customer may be reached, per channel and purpose; grants and withdrawals are recorded here.
import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { Reach } from '@/api/generated/portal';
import { ChannelValues, PurposeValues } from '@/api/generated/pv';
import type { Card, Channel, ConsentEntry, Purpose } from '@/api/generated/pv';
import { useAsk, useTell } from '@/api/hooks';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { StateTag } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customer.module.css';

interface Chosen {
  granting: boolean;
  channel?: Channel | undefined;
  purpose?: Purpose | undefined;
}

const order = <T extends string>(values: readonly T[], shown: (string | undefined)[]): T[] => values.filter((value) => shown.includes(value));

export function Consent({ card, reach }: { card: Card; reach: Reach[] }) {
  const t = useWords(words);
  const format = useFormat();
  const [chosen, setChosen] = useState<Chosen>();
  const [all, setAll] = useState(false);
  const channels = order(ChannelValues, reach.map((one) => one.channel));
  const purposes = order(PurposeValues, reach.map((one) => one.purpose));
  const entries = [...(card.consents ?? [])].sort((a, b) => Number(b.givenAtMs ?? 0) - Number(a.givenAtMs ?? 0));
  return (
    <Panel
      title={t('consent')}
      actions={!card.erased && (
        <span className="pv-row">
          <Button size="small" onClick={() => setChosen({ granting: true })}>{t('consent_entry_grant')}</Button>
          <Button size="small" onClick={() => setChosen({ granting: false })}>{t('consent_entry_withdrawal')}</Button>
        </span>
      )}
    >
      {reach.length > 0 && (
        <table className={styles.reach} aria-label={t('consent_matrix')}>
          <thead><tr><td />{purposes.map((purpose) => <th key={purpose} scope="col">{t(`purpose_${purpose}`)}</th>)}</tr></thead>
          <tbody>
            {channels.map((channel) => (
              <tr key={channel}>
                <th scope="row">{t(`channel_${channel}`)}</th>
                {purposes.map((purpose) => {
                  const allowed = reach.find((one) => one.channel === channel && one.purpose === purpose)?.allowed ?? false;
                  const label = `${t(`channel_${channel}`)}, ${t(`purpose_${purpose}`)}: ${t(allowed ? 'consent_allowed' : 'consent_denied')}`;
                  return (
                    <td key={purpose}>
                      <button type="button" className={allowed ? styles.allowed : styles.denied} aria-label={label} title={label} disabled={card.erased ?? false} onClick={() => setChosen({ granting: !allowed, channel, purpose })}>
                        {allowed ? <CheckOutlined aria-hidden /> : <CloseOutlined aria-hidden />}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entries.length === 0 ? <p className="pv-muted">{t('consent_none')}</p> : (
        <>
          <Button type="link" size="small" className={styles.fold!} aria-expanded={all} onClick={() => setAll(!all)}>{t('consent_entries')} ({format.number(entries.length)})</Button>
          {all && <ul className={styles.plain}>{entries.map((entry) => <Entry key={entry.consentId} entry={entry} />)}</ul>}
        </>
      )}
      <ConsentForm card={card} chosen={chosen} onClose={() => setChosen(undefined)} />
    </Panel>
  );
}

function Entry({ entry }: { entry: ConsentEntry }) {
  const t = useWords(words);
  const format = useFormat();
  const where = (channel: string | undefined, purpose: string | undefined): string =>
    `${channel && channel !== 'CHANNEL_UNSPECIFIED' ? t(`channel_${channel}` as 'channel_EMAIL') : t('channel_all')} · ${purpose && purpose !== 'PURPOSE_UNSPECIFIED' ? t(`purpose_${purpose}` as 'purpose_SERVICE') : t('purpose_all')}`;
  return (
    <li className={styles.entry}>
      <StateTag tone={entry.granted ? 'good' : 'bad'}>{t(entry.granted ? 'consent_entry_grant' : 'consent_entry_withdrawal')}</StateTag> {where(entry.channel, entry.purpose)}
      <div className="pv-muted">
        {[format.dateTime(entry.givenAtMs), entry.basis, entry.origin, entry.wording, entry.source && t(entry.source as 'sales'), entry.endsAtMs && `${t('consent_ends')}: ${format.date(entry.endsAtMs)}`].filter(Boolean).join(' · ')}
      </div>
    </li>
  );
}

interface Values {
  channel?: Channel;
  purpose?: Purpose;
  basis?: string;
  origin?: string;
  wording?: string;
  endsAtMs?: string;
  overrides?: string[];
  forEver?: boolean;
}

function ConsentForm({ card, chosen, onClose }: { card: Card; chosen: Chosen | undefined; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const [form] = Form.useForm<Values>();
  const channel = Form.useWatch('channel', form);
  const purpose = Form.useWatch('purpose', form);
  const customerId = card.customerId!;
  const state = useAsk('portal', 'get_consent', { customerId, ...(channel ? { channel } : {}), ...(purpose ? { purpose } : {}) }, { enabled: Boolean(chosen?.granting) });
  const grant = useTell('portal', 'grant_consent', { quiet: true, done: t('consent_granted') });
  const withdraw = useTell('portal', 'withdraw_consent', { quiet: true, done: t('consent_withdrawn') });
  const holding = chosen?.granting ? state.data?.holdingWithdrawals ?? [] : [];
  const entryOf = (id: string): ConsentEntry | undefined => card.consents?.find((one) => one.consentId === id);
  return (
    <FormDrawer<Values>
      form={form}
      open={Boolean(chosen)}
      title={t(chosen?.granting ? 'consent_grant' : 'consent_withdraw')}
      onClose={onClose}
      danger={chosen?.granting === false}
      initial={{ ...(chosen?.channel ? { channel: chosen.channel } : {}), ...(chosen?.purpose ? { purpose: chosen.purpose } : {}), ...(chosen?.granting ? { basis: 'consent' } : {}) }}
      onSubmit={({ forEver, basis, wording, endsAtMs, overrides, ...values }, key) =>
        chosen?.granting
          ? grant.tell({ customerId, ...values, basis, wording, endsAtMs, overrides: overrides ?? [] }, { key })
          : withdraw.tell({ customerId, ...values, ...(forEver ? { forEver } : {}) }, { key })}
    >
      <Form.Item name="channel" label={t('consent_channel')}>
        <Select allowClear placeholder={t('channel_all')} options={ChannelValues.map((value) => ({ value, label: t(`channel_${value}`) }))} />
      </Form.Item>
      <Form.Item name="purpose" label={t('consent_purpose')}>
        <Select allowClear placeholder={t('purpose_all')} options={PurposeValues.map((value) => ({ value, label: t(`purpose_${value}`) }))} />
      </Form.Item>
      <Form.Item name="origin" label={t('consent_origin')}><Input placeholder={t('consent_origin_hint')} dir="auto" /></Form.Item>
      {chosen?.granting ? (
        <>
          <Form.Item name="basis" label={t('consent_basis')}>
            <Select options={(['consent', 'contract', 'interest', 'law'] as const).map((value) => ({ value, label: t(`consent_basis_${value}`) }))} />
          </Form.Item>
          <div className="pv-fields">
            <Form.Item name="wording" label={t('consent_wording')}><Input dir="auto" /></Form.Item>
            <Form.Item name="endsAtMs" label={t('consent_ends')}><DateInput min={Date.now()} /></Form.Item>
          </div>
          {holding.length > 0 && (
            <Form.Item name="overrides" label={t('consent_overrides')} extra={t('consent_overrides_about')}>
              <Checkbox.Group
                className={styles.overrides!}
                options={holding.map((id) => {
                  const entry = entryOf(id);
                  return { value: id, label: entry ? `${format.dateTime(entry.givenAtMs)} · ${[entry.origin, entry.source && t(entry.source as 'sales')].filter(Boolean).join(' · ')}` : id };
                })}
              />
            </Form.Item>
          )}
        </>
      ) : (
        <Form.Item name="forEver" valuePropName="checked"><Checkbox>{t('consent_for_ever')}</Checkbox></Form.Item>
      )}
    </FormDrawer>
  );
}
