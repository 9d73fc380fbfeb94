// A filter as a person would say it: each condition in words, connected by and, or, not.
import { Tag } from 'antd';
import { Fragment, useMemo, type ReactNode } from 'react';
import { useFormat, type Format } from '@/i18n/format';
import { useSettings } from '@/app/settings';
import { useWords, type Translate } from '@/i18n/words';
import { useWordNames } from '@/pages/analytics/names';
import { useFacts, type Facts } from './facts';
import { editorOf, treeModel, type Group, type Rule } from './filterModel';
import { readFilter } from './filterText';
import { words } from './words';
import styles from './lists.module.css';

type T = Translate<keyof (typeof words)['en'] & string>;
type Names = ReturnType<typeof useWordNames>;

/** a, b or c */
const either = (texts: string[]): string => new Intl.ListFormat(document.documentElement.lang || 'en', { type: 'disjunction' }).format(texts);

export function ruleWords(rule: Rule, facts: Facts, t: T, format: Format, names: Names): string {
  const editor = editorOf(facts.typeOf(rule.fact), rule.operator);
  const fact = facts.labelOf(rule.fact);
  const how = t(`op_${rule.operator}`);
  const value = rule.values[0] ?? '';
  let said: string;
  switch (editor) {
    case 'none':
      said = rule.operator === 'yes' ? fact : rule.operator === 'no' ? `${fact}: ${t('op_no')}` : `${fact} ${how}`;
      break;
    case 'consent':
      said = `${fact} ${how} ${names('channel', rule.channel)} · ${names('purpose', rule.purpose)}`;
      break;
    case 'texts':
      said = `${fact} ${how} ${either(rule.values.map((text) => facts.valueLabel(rule.fact, text)))}`;
      break;
    case 'money':
      said = `${fact} ${how} ${format.money({ amountMinor: value, ...(rule.currency ? { currency: rule.currency } : {}) })}`;
      break;
    case 'duration':
      said = `${fact} ${how} ${format.digits(value)} ${t(`unit_${rule.unit ?? 'days'}`)}`;
      break;
    case 'date':
      said = `${fact} ${how} ${format.date(Date.parse(`${value}T12:00:00Z`))}`;
      break;
    case 'number':
      said = `${fact} ${how} ${format.number(value)}`;
      break;
    default:
      said = `${fact} ${how} ${facts.valueLabel(rule.fact, value)}`;
  }
  return rule.negated ? `${said} (${t('excluded')})` : said;
}

function GroupWords({ group, outer, say, and, or, not }: { group: Group; outer: boolean; say: (rule: Rule) => string; and: string; or: string; not: string }): ReactNode {
  const parts = group.children.map((child, at) => (
    <Fragment key={child.id}>
      {at > 0 && <span className={styles.connective}>{group.all ? and : or}</span>}
      {child.type === 'rule' ? <Tag className={styles.saying} variant="filled">{say(child)}</Tag> : <GroupWords group={child} outer={false} say={say} and={and} or={or} not={not} />}
    </Fragment>
  ));
  const bracketed = !outer || group.negated;
  return (
    <span className={bracketed ? styles.bracket : undefined}>
      {group.negated && <span className={styles.connective}>{not}</span>}
      {parts}
    </span>
  );
}

export function FilterWords({ text }: { text: string | undefined }) {
  const t = useWords(words);
  const facts = useFacts();
  const format = useFormat();
  const names = useWordNames();
  const { language } = useSettings();
  const group = useMemo(() => {
    try {
      return text ? treeModel(readFilter(text), facts.typeOf) : null;
    } catch {
      return null;
    }
  }, [text, facts.typeOf]);
  if (!text) return null;
  if (!group) return <code dir="ltr">{text}</code>;
  const [and, or, not] = language === 'fa' ? ['و', 'یا', 'نه'] : ['and', 'or', 'not'];
  return (
    <span className={styles.filterWords}>
      <GroupWords group={group} outer say={(rule) => ruleWords(rule, facts, t, format, names)} and={and!} or={or!} not={not!} />
    </span>
  );
}
