// Facts of a card, changed in place; each says when and where it was changed, and keeps its earlier values.
import { CheckOutlined, CloseOutlined, EditOutlined, HistoryOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import type { Card, Fact, FactRegister } from '@/api/generated/pv';
import { useTell } from '@/api/hooks';
import { useSettings } from '@/app/settings';
import { FormDrawer } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { StateTag } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { FactInput } from './FactInput';
import { FIXED, factText, factsInOrder, isSet, languageName, typeOf } from './facts';
import { factWord } from './useHappenings';
import { words } from './words';
import styles from './customer.module.css';

export function Facts({ card }: { card: Card }) {
  const t = useWords(words);
  const [editing, setEditing] = useState<string>();
  const [adding, setAdding] = useState(false);
  const { tell } = useTell('portal', 'change_facts', { quiet: true });
  const registers = factsInOrder(card.facts);
  const missing = FIXED.map(([name]) => name).filter((name) => !registers.some((one) => one.fact?.name === name));
  return (
    <Panel
      title={t('facts')}
      actions={!card.erased && <Button type="text" icon={<PlusOutlined />} aria-label={t('fact_add')} title={t('fact_add')} onClick={() => setAdding(true)} />}
    >
      {registers.length === 0 && <p className="pv-muted">{t('facts_none')}</p>}
      <dl className={styles.factList}>
        {registers.map((register) => {
          const name = register.fact!.name!;
          return (
            <Row
              key={name}
              card={card}
              register={register}
              editing={editing === name}
              onEdit={() => setEditing(name)}
              onEnd={() => setEditing(undefined)}
            />
          );
        })}
      </dl>
      <FormDrawer<{ which: string; custom?: string; fact?: Fact }>
        open={adding}
        title={t('fact_add')}
        onClose={() => setAdding(false)}
        initial={{ which: missing[0] ?? 'custom' }}
        submitText={t('add')}
        onSubmit={async ({ which, custom, fact }, key) => {
          const name = which === 'custom' ? `custom.${(custom ?? '').trim().replace(/\s+/g, '_')}` : which;
          await tell({ customerId: card.customerId!, facts: [{ ...fact, name }] }, { key });
        }}
      >
        {(form) => (
          <>
            <Form.Item name="which" label={t('fact_which')} required>
              <Select
                options={[...missing.map((value) => ({ value, label: t(`fact_${value}` as 'fact_name') })), { value: 'custom', label: t('fact_custom') }]}
                onChange={() => form.setFieldValue('fact', undefined)}
              />
            </Form.Item>
            <Form.Item noStyle shouldUpdate={(before: { which: string }, after: { which: string }) => before.which !== after.which}>
              {() => {
                const which = form.getFieldValue('which') as string;
                return (
                  <>
                    {which === 'custom' && <Form.Item name="custom" label={t('fact_custom')} rules={[{ required: true, whitespace: true }]}><Input dir="auto" /></Form.Item>}
                    <Form.Item name="fact" label={t('fact_value')} rules={[{ validator: (_, fact: Fact) => (isSet(fact) ? Promise.resolve() : Promise.reject(new Error(t('field_required')))) }]} required>
                      <FactInput type={typeOf(undefined, which)} />
                    </Form.Item>
                  </>
                );
              }}
            </Form.Item>
          </>
        )}
      </FormDrawer>
    </Panel>
  );
}

function Row({ card, register, editing, onEdit, onEnd }: { card: Card; register: FactRegister; editing: boolean; onEdit: () => void; onEnd: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const { language } = useSettings();
  const fact = register.fact!;
  const name = fact.name!;
  const word = factWord(name, t);
  const [draft, setDraft] = useState<Fact>();
  const { tell, isPending } = useTell('portal', 'change_facts', { done: t('fact_saved', { name: word }) });
  const history = (card.history ?? []).filter((one) => one.fact?.name === name);
  const by = (one: FactRegister): string => t('fact_by', { time: format.dateTime(one.changedAtMs), department: t(one.source as 'sales') });
  const save = (value: Fact): void => {
    void tell({ customerId: card.customerId!, facts: [{ ...value, name }] }).then(onEnd, () => undefined);
  };
  const start = (): void => {
    const { name: _, ...value } = fact;
    setDraft(value);
    onEdit();
  };
  return (
    <div className={styles.fact}>
      <dt>{word}</dt>
      <dd>
        {editing && draft ? (
          <form
            className={styles.factForm}
            onSubmit={(event) => { event.preventDefault(); save(draft); }}
            onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); onEnd(); } }}
          >
            <FactInput type={typeOf(fact, name)} value={draft} onChange={setDraft} label={word} autoFocus />
            <span className="pv-row">
              <Button htmlType="submit" type="primary" size="small" icon={<CheckOutlined />} loading={isPending}>{t('save')}</Button>
              <Button size="small" icon={<CloseOutlined />} onClick={onEnd}>{t('cancel')}</Button>
              {name !== 'name' && <Button size="small" type="text" danger onClick={() => save({})}>{t('fact_clear')}</Button>}
            </span>
          </form>
        ) : (
          <>
            <span className={styles.factValue} title={by(register)}>
              {fact.tags?.length ? <span className="pv-tags">{fact.tags.map((tag) => <StateTag key={tag} tone="plain"><bdi>{tag}</bdi></StateTag>)}</span> : <bdi>{name === 'language' && fact.text ? languageName(fact.text, language) : fact.text && name !== 'household' ? nameOf(fact.text) || fact.text : factText(fact, format, t('yes'), t('no'))}</bdi>}
            </span>
            <span className={styles.reveal}>
              {history.length > 0 && (
                <Popover
                  trigger="click"
                  title={t('fact_history', { name: word })}
                  content={
                    <ul className={styles.history}>
                      <li><bdi>{factText(fact, format, t('yes'), t('no'))}</bdi><span className="pv-muted">{by(register)}</span></li>
                      {history.map((one) => (
                        <li key={`${one.hlc} ${one.source}`}><bdi className={styles.old}>{factText(one.fact, format, t('yes'), t('no')) || t('fact_cleared')}</bdi><span className="pv-muted">{by(one)}</span></li>
                      ))}
                    </ul>
                  }
                >
                  <Button type="text" size="small" icon={<HistoryOutlined />} aria-label={t('fact_history', { name: word })} />
                </Popover>
              )}
              {!card.erased && <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('fact_edit', { name: word })} onClick={start} />}
            </span>
          </>
        )}
      </dd>
    </div>
  );
}
