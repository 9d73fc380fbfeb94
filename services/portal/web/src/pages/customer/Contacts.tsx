// How a customer is reached: identifiers, added and removed in place.
import { DeleteOutlined, MailOutlined, PhoneOutlined, PlusOutlined, IdcardOutlined, LinkOutlined, BankOutlined, CreditCardOutlined, GlobalOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { IdentifierKindValues } from '@/api/generated/pv';
import type { Card, Identifier, IdentifierKind } from '@/api/generated/pv';
import { useTell } from '@/api/hooks';
import { FormDrawer } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { ConfirmButton } from '@/components/small';
import { latinDigits, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customer.module.css';

const icons: Partial<Record<IdentifierKind, ReactNode>> = {
  EMAIL_ADDRESS: <MailOutlined />, PHONE_NUMBER: <PhoneOutlined />, NATIONAL_ID: <IdcardOutlined />, COMPANY_ID: <BankOutlined />,
  CARD_NUMBER: <CreditCardOutlined />, SOCIAL_HANDLE: <GlobalOutlined />, EXTERNAL_ID: <LinkOutlined />,
};

/* What people write to and call comes first. */
const ORDER: IdentifierKind[] = ['PHONE_NUMBER', 'EMAIL_ADDRESS', 'SOCIAL_HANDLE', 'NATIONAL_ID', 'COMPANY_ID', 'CARD_NUMBER', 'EXTERNAL_ID'];

export function Contacts({ card }: { card: Card }) {
  const t = useWords(words);
  const format = useFormat();
  const [adding, setAdding] = useState(false);
  const add = useTell('portal', 'add_identifier', { quiet: true, done: t('identifier_added') });
  const remove = useTell('portal', 'remove_identifier', { done: t('identifier_removed') });
  const identifiers = (card.identifiers ?? [])
    .filter((one) => !one.removed)
    .sort((a, b) => ORDER.indexOf(a.kind ?? 'EXTERNAL_ID') - ORDER.indexOf(b.kind ?? 'EXTERNAL_ID'));
  return (
    <Panel
      title={t('contact')}
      actions={!card.erased && <Button type="text" icon={<PlusOutlined />} aria-label={t('add_identifier')} title={t('add_identifier')} onClick={() => setAdding(true)} />}
    >
      {identifiers.length === 0 && <p className="pv-muted">{t('identifiers_none')}</p>}
      <ul className={styles.contacts}>
        {identifiers.map((one) => (
          <li key={`${one.kind} ${one.namespace ?? ''} ${one.value}`}>
            <span className={styles.contactMark} aria-hidden>{icons[one.kind ?? 'EXTERNAL_ID']}</span>
            <span className={styles.contactText}>
              <Value identifier={one} />
              <span className="pv-muted">{t(`identifier_${one.kind}` as 'identifier_EMAIL_ADDRESS')}{one.namespace && <> · <bdi>{one.namespace}</bdi></>}{one.source && <> · {t(one.source as 'sales')}</>}{one.changedAtMs && <> · {format.date(one.changedAtMs)}</>}</span>
            </span>
            <ConfirmButton
              type="text"
              size="small"
              className={styles.reveal!}
              icon={<DeleteOutlined />}
              aria-label={`${t('remove')}: ${one.value ?? ''}`}
              question={t('identifier_remove_sure', { value: one.value })}
              onConfirm={() => remove.tell({ customerId: card.customerId!, identifier: { kind: one.kind, namespace: one.namespace, value: one.value } })}
            />
          </li>
        ))}
      </ul>
      <FormDrawer<{ kind: IdentifierKind; namespace?: string; value: string }>
        open={adding}
        title={t('add_identifier')}
        onClose={() => setAdding(false)}
        initial={{ kind: 'PHONE_NUMBER' }}
        submitText={t('add')}
        onSubmit={({ kind, namespace, value }, key) =>
          add.tell({ customerId: card.customerId!, identifier: { kind, value: latinDigits(value.trim()), ...(namespace?.trim() ? { namespace: namespace.trim() } : {}) } }, { key })}
      >
        {(form) => (
          <>
            <Form.Item name="kind" label={t('identifier_kind')} required>
              <Select options={IdentifierKindValues.map((value) => ({ value, label: t(`identifier_${value}`) }))} />
            </Form.Item>
            <Form.Item noStyle shouldUpdate>
              {() => ['SOCIAL_HANDLE', 'EXTERNAL_ID'].includes(form.getFieldValue('kind') as string) && (
                <Form.Item name="namespace" label={t('identifier_namespace')} rules={[{ required: true, whitespace: true }]}><Input dir="ltr" /></Form.Item>
              )}
            </Form.Item>
            <Form.Item name="value" label={t('identifier_value')} rules={[{ required: true, whitespace: true }]}><Input dir="ltr" /></Form.Item>
          </>
        )}
      </FormDrawer>
    </Panel>
  );
}

function Value({ identifier }: { identifier: Identifier }) {
  const format = useFormat();
  const { kind, value } = identifier;
  if (kind === 'EMAIL_ADDRESS') return <a href={`mailto:${value}`} dir="ltr">{value}</a>;
  if (kind === 'PHONE_NUMBER') return <a href={`tel:${value}`} dir="ltr">{format.digits(value)}</a>;
  return <bdi dir="ltr">{kind === 'EXTERNAL_ID' ? value : format.digits(value)}</bdi>;
}
