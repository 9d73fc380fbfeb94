// Relations of a customer: works at, belongs to, household, referred by, partner, in both directions.
import { PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { RelatedCustomer } from '@/api/generated/portal';
import type { Card } from '@/api/generated/pv';
import { useTell } from '@/api/hooks';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect } from '@/components/inputs';
import { Panel } from '@/components/Panel';
import { ConfirmButton, CustomerLink } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customer.module.css';

const KINDS = ['works_at', 'belongs_to', 'household', 'referred_by', 'partner'] as const;
const isKnown = (kind: string): kind is (typeof KINDS)[number] => (KINDS as readonly string[]).includes(kind);

interface Values {
  other: string;
  kind: string;
  role?: string;
  fromMs?: string;
}

export function Relations({ card, related }: { card: Card; related: RelatedCustomer[] }) {
  const t = useWords(words);
  const format = useFormat();
  const [adding, setAdding] = useState(false);
  const relate = useTell('portal', 'relate_customers', { quiet: true, done: t('relation_added') });
  const end = useTell('portal', 'end_relation', { done: t('relation_ended') });
  const kindWord = (kind: string | undefined, back: boolean): string =>
    kind && isKnown(kind) ? t(back ? `relation_${kind}_back` : `relation_${kind}`) : kind ?? '';
  const rows = [...related].sort((a, b) => Number(Boolean(a.relation?.untilMs)) - Number(Boolean(b.relation?.untilMs)));
  return (
    <Panel
      title={t('relations')}
      actions={!card.erased && <Button type="text" icon={<PlusOutlined />} aria-label={t('relation_add')} title={t('relation_add')} onClick={() => setAdding(true)} />}
    >
      {rows.length === 0 && <p className="pv-muted">{t('relations_none')}</p>}
      <ul className={styles.contacts}>
        {rows.map(({ relation, customerId, name }) => {
          const back = !(card.ids ?? [card.customerId]).includes(relation?.customerId);
          return (
            <li key={relation?.relationId} className={relation?.untilMs ? styles.closed : undefined}>
              <span className={styles.contactText}>
                <span><span className="pv-muted">{kindWord(relation?.kind, back)}</span> <CustomerLink id={customerId} name={name} /></span>
                <span className="pv-muted">
                  {[relation?.role, relation?.fromMs && t('relation_since', { time: format.date(relation.fromMs) }), relation?.untilMs && t('relation_until', { time: format.date(relation.untilMs) })].filter(Boolean).join(' · ')}
                </span>
              </span>
              {!relation?.untilMs && (
                <ConfirmButton type="text" size="small" className={styles.reveal!} question={t('relation_end_sure', { name })} onConfirm={() => end.tell({ customerId: relation!.customerId!, relationId: relation!.relationId! })}>{t('relation_end')}</ConfirmButton>
              )}
            </li>
          );
        })}
      </ul>
      <FormDrawer<Values>
        open={adding}
        title={t('relation_add')}
        onClose={() => setAdding(false)}
        initial={{ kind: card.kind === 'COMPANY' ? 'belongs_to' : 'works_at' }}
        onSubmit={({ other, ...values }, key) => relate.tell({ customerId: card.customerId!, otherCustomerId: other, ...values }, { key })}
      >
        <Form.Item name="kind" label={t('relation_kind')} rules={[{ required: true }]}>
          <AutoComplete options={KINDS.map((value) => ({ value, label: t(`relation_${value}`) }))} />
        </Form.Item>
        <Form.Item name="other" label={t('other_customer')} rules={[{ required: true }]}><CustomerSelect /></Form.Item>
        <Form.Item name="role" label={t('relation_role')}><Input placeholder={t('relation_role_hint')} dir="auto" /></Form.Item>
        <Form.Item name="fromMs" label={t('from')}><DateInput /></Form.Item>
      </FormDrawer>
    </Panel>
  );
}
