// A filter as people build it: groups of conditions. The text of the filter language is what is kept; builder and text are
// two views of it (FilterEditor shows both).
import { DeleteOutlined, PlusOutlined, SwapOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, Select, Space, Tag, Tooltip } from 'antd';
import { useId } from 'react';
import { DateInput } from '@/components/DateInput';
import { NumberInput } from '@/components/inputs';
import { fromMinor, minorDigits, toMinor, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { wordTables, useWordNames } from '@/pages/analytics/names';
import { CURRENCIES, rememberedCurrency } from '@/pages/orders/parts/currency';
import { useFacts, type Facts } from './facts';
import { editorOf, emptyGroup, type FactType, type Group, newRule, type Operator, operatorsOf, type Rule } from './filterModel';
import { words } from './words';
import styles from './lists.module.css';

interface Change<T> {
  (next: T): void;
}

export function FilterBuilder({ group, onChange }: { group: Group; onChange: Change<Group> }) {
  const facts = useFacts();
  return <GroupEditor group={group} facts={facts} depth={0} onChange={onChange} />;
}

function GroupEditor({ group, facts, depth, onChange, onRemove }: {
  group: Group; facts: Facts; depth: number; onChange: Change<Group>; onRemove?: () => void;
}) {
  const t = useWords(words);
  const change = (at: number, child: Group | Rule): void =>
    onChange({ ...group, children: group.children.map((old, index) => (index === at ? child : old)) });
  const remove = (at: number): void => onChange({ ...group, children: group.children.filter((_, index) => index !== at) });
  const mode = group.negated ? (group.all ? 'none_all' : 'none') : group.all ? 'all' : 'any';
  return (
    <div className={styles.group} data-depth={depth % 3} role="group" aria-label={t(`builder_${mode}`)}>
      <div className={styles.groupHead}>
        <Select
          aria-label={t('builder_group_rule')}
          value={mode}
          variant="filled"
          popupMatchSelectWidth={false}
          options={(['all', 'any', 'none', 'none_all'] as const).map((value) => ({ value, label: t(`builder_${value}`) }))}
          onChange={(value) => onChange({ ...group, all: value === 'all' || value === 'none_all', negated: value === 'none' || value === 'none_all' })}
        />
        {onRemove && <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove_group')} onClick={onRemove} />}
      </div>
      {group.children.length === 0 && <p className={styles.groupEmpty}>{t('builder_empty')}</p>}
      <ol className={styles.rules}>
        {group.children.map((child, at) => (
          <li key={child.id}>
            {child.type === 'group' ? (
              <GroupEditor group={child} facts={facts} depth={depth + 1} onChange={(next) => change(at, next)} onRemove={() => remove(at)} />
            ) : (
              <RuleEditor rule={child} facts={facts} onChange={(next) => change(at, next)} onRemove={() => remove(at)} />
            )}
          </li>
        ))}
      </ol>
      <Space wrap>
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange({ ...group, children: [...group.children, newRule('segment', facts.typeOf('segment'))] })}>
          {t('add_condition')}
        </Button>
        {depth < 3 && (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            onClick={() => onChange({ ...group, children: [...group.children, { ...emptyGroup(), all: !group.all, children: [newRule('segment', facts.typeOf('segment'))] }] })}
          >
            {t('add_group')}
          </Button>
        )}
      </Space>
    </div>
  );
}

function RuleEditor({ rule, facts, onChange, onRemove }: { rule: Rule; facts: Facts; onChange: Change<Rule>; onRemove: () => void }) {
  const t = useWords(words);
  const type = facts.typeOf(rule.fact);
  const operators = [...new Set([...operatorsOf[type], rule.operator])];
  const setOperator = (operator: Operator): void => {
    const before = editorOf(type, rule.operator);
    const after = editorOf(type, operator);
    const kept = before === after || (before === 'text' && after === 'texts') ? rule.values : after === 'text' && before === 'texts' ? rule.values.slice(0, 1) : [];
    onChange({ ...rule, operator, values: kept, unit: after === 'duration' ? (rule.unit ?? 'days') : undefined, currency: after === 'money' ? rule.currency : undefined });
  };
  const custom = rule.fact.startsWith('custom.');
  return (
    <div className={styles.rule}>
      <Select
        className={styles.ruleFact}
        aria-label={t('fact')}
        showSearch={{ optionFilterProp: 'label' }}
        value={custom ? 'custom.' : rule.fact}
        popupMatchSelectWidth={false}
        options={[...facts.options, { label: t('group_other'), options: [{ value: 'custom.', label: t('custom_fact') }] }]}
        onChange={(fact: string) => onChange({ ...newRule(fact, facts.typeOf(fact)), id: rule.id })}
      />
      {custom && (
        <Input
          className={styles.ruleFact}
          aria-label={t('custom_fact_name')}
          placeholder={t('custom_fact_name')}
          value={rule.fact.slice(7)}
          onChange={(event) => onChange({ ...rule, fact: `custom.${event.target.value.replace(/[^\p{L}\p{N}_.-]/gu, '_')}` })}
        />
      )}
      <Select
        className={styles.ruleOperator}
        aria-label={t('operator')}
        value={rule.operator}
        popupMatchSelectWidth={false}
        options={operators.map((operator) => ({ value: operator, label: t(`op_${operator}`) }))}
        onChange={setOperator}
      />
      <div className={styles.ruleValue}>
        <ValueEditor rule={rule} type={type} facts={facts} onChange={onChange} />
      </div>
      {rule.negated && (
        <Tooltip title={t('excluded')}>
          <Tag icon={<SwapOutlined />} closable onClose={() => onChange({ ...rule, negated: false })}>{t('opposite')}</Tag>
        </Tooltip>
      )}
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove_condition')} onClick={onRemove} />
    </div>
  );
}

function ValueEditor({ rule, type, facts, onChange }: { rule: Rule; type: FactType; facts: Facts; onChange: Change<Rule> }) {
  const t = useWords(words);
  const names = useWordNames();
  const format = useFormat();
  const id = useId();
  const set = (...values: string[]): void => onChange({ ...rule, values });
  switch (editorOf(type, rule.operator)) {
    case 'none':
      return null;
    case 'consent':
      return (
        <Space.Compact block>
          {(['channel', 'purpose'] as const).map((part) => (
            <Select
              key={part}
              aria-label={names(part, rule[part])}
              value={rule[part]}
              popupMatchSelectWidth={false}
              options={[...wordTables[part]].map((value) => ({ value, label: names(part, value) }))}
              onChange={(value: string) => onChange({ ...rule, [part]: value })}
            />
          ))}
        </Space.Compact>
      );
    case 'texts':
      return (
        <Select
          id={id}
          mode="tags"
          aria-label={t('value')}
          placeholder={t('values_hint')}
          value={rule.values}
          options={facts.valuesOf(rule.fact)}
          tokenSeparators={[',', '،']}
          onChange={(values: string[]) => onChange({ ...rule, values })}
        />
      );
    case 'number':
      return <NumberInput aria-label={t('value')} precision={null} value={numberOf(rule.values[0])} onChange={(value) => set(textOf(value))} />;
    case 'money': {
      const currency = rule.currency || rememberedCurrency();
      const amount = rule.values[0] ? fromMinor(rule.values[0], currency) : null;
      return (
        <Space.Compact block>
          <NumberInput
            aria-label={t('value')}
            value={amount}
            precision={minorDigits(currency)}
            min={0}
            onChange={(value) => onChange({ ...rule, values: value === null ? [] : [toMinor(value, currency)], currency })}
          />
          <Select
            aria-label={t('amount')}
            value={currency}
            popupMatchSelectWidth={false}
            options={[...new Set([...CURRENCIES, currency])].map((value) => ({ value, label: format.currency(value) }))}
            onChange={(value: string) => onChange({ ...rule, currency: value, values: amount === null ? [] : [toMinor(amount, value)] })}
          />
        </Space.Compact>
      );
    }
    case 'duration':
      return (
        <Space.Compact block>
          <NumberInput aria-label={t('value')} min={0} value={numberOf(rule.values[0])} onChange={(value) => set(textOf(value))} />
          <Select
            aria-label={t('time')}
            value={rule.unit ?? 'days'}
            options={(['hours', 'days', 'weeks', 'months', 'years'] as const).map((unit) => ({ value: unit, label: t(`unit_${unit}`) }))}
            onChange={(unit) => onChange({ ...rule, unit })}
          />
        </Space.Compact>
      );
    case 'date':
      return <DateInput aria-label={t('value')} value={msOfDay(rule.values[0])} onChange={(ms) => set(dayOfMs(ms))} />;
    default: {
      const values = facts.valuesOf(rule.fact);
      if (rule.fact in wordTables && rule.operator !== 'contains') // a fixed vocabulary; other facts take any text
        return (
          <Select
            aria-label={t('value')}
            showSearch={{ optionFilterProp: 'label' }}
            value={rule.values[0]}
            options={values.some((value) => value.value === rule.values[0]) || !rule.values[0] ? values : [...values, { value: rule.values[0], label: rule.values[0] }]}
            onChange={(value: string) => set(value)}
          />
        );
      return <AutoComplete aria-label={t('value')} value={rule.values[0] ?? ''} options={values.slice(0, 200)} showSearch={{ filterOption: true }} notFoundContent={null} onChange={(value: string) => set(value)} />;
    }
  }
}

const numberOf = (text: string | undefined): number | null => (text ? Number(text) : null);
const textOf = (value: number | null): string => (value === null ? '' : String(value));

/* Days of filters are dates without a place; pickers show the same date here. */
function msOfDay(day: string | undefined): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime() : undefined;
}

function dayOfMs(ms: string | undefined): string {
  if (!ms) return '';
  const date = new Date(Number(ms));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
