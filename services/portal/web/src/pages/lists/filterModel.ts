// A filter as people edit it: groups of rules, each rule one line with a fact, an operator and its value. Turns into the
// tree of the filter language and back without loss.
import { type Comparison, type FilterNode, type Literal, type Unit } from './filterText';

export type FactType = 'text' | 'number' | 'money' | 'time' | 'flag' | 'texts' | 'any' | 'consent';

export const operators = [
  'is', 'isNot', 'oneOf', 'noneOf', 'contains', 'containsNot', 'less', 'atMost', 'more', 'atLeast', 'olderThan', 'newerThan',
  'before', 'after', 'beforeIn', 'afterIn', 'beforeAgo', 'afterAgo', 'past', 'future', 'on', 'notOn', 'onOrBefore', 'onOrAfter',
  'laterThan', 'earlierThan', 'yes', 'no', 'known', 'unknown', 'granted', 'notGranted',
] as const;
export type Operator = (typeof operators)[number];

export interface Rule {
  id: string;
  type: 'rule';
  fact: string;
  operator: Operator;
  /** Texts, one number, one date, or the count of a duration. */
  values: string[];
  currency?: string | undefined;
  unit?: Unit | undefined;
  channel?: string | undefined;
  purpose?: string | undefined;
  /** Turns the whole rule round, where its operator has no opposite of its own. */
  negated?: boolean | undefined;
}

export interface Group {
  id: string;
  type: 'group';
  /** All of the children, or any of them. */
  all: boolean;
  negated: boolean;
  children: (Group | Rule)[];
}

let count = 0;
const newId = (): string => `f${++count}`;

/** What operators a fact of this type takes, the usual one first. */
export const operatorsOf: Record<FactType, Operator[]> = {
  text: ['is', 'isNot', 'oneOf', 'noneOf', 'contains', 'known', 'unknown'],
  number: ['atLeast', 'atMost', 'more', 'less', 'is', 'isNot', 'oneOf', 'known', 'unknown'],
  money: ['atLeast', 'atMost', 'more', 'less', 'is', 'isNot', 'known', 'unknown'],
  time: ['olderThan', 'newerThan', 'before', 'after', 'on', 'notOn', 'beforeIn', 'afterIn', 'past', 'future', 'known', 'unknown'],
  flag: ['yes', 'no', 'known', 'unknown'],
  texts: ['contains', 'containsNot', 'oneOf', 'noneOf', 'known', 'unknown'],
  any: ['is', 'isNot', 'oneOf', 'contains', 'atLeast', 'atMost', 'yes', 'no', 'known', 'unknown'],
  consent: ['granted', 'notGranted'],
};

/** What the value of a rule is edited with. */
export function editorOf(type: FactType, operator: Operator): 'none' | 'texts' | 'text' | 'number' | 'money' | 'duration' | 'date' | 'consent' {
  if (type === 'consent') return 'consent';
  switch (operator) {
    case 'known': case 'unknown': case 'yes': case 'no': case 'past': case 'future':
      return 'none';
    case 'oneOf': case 'noneOf':
      return 'texts';
    case 'olderThan': case 'newerThan': case 'beforeIn': case 'afterIn': case 'beforeAgo': case 'afterAgo':
      return 'duration';
    case 'before': case 'after': case 'on': case 'notOn': case 'onOrBefore': case 'onOrAfter': case 'laterThan': case 'earlierThan':
      return 'date';
    default:
      return type === 'number' ? 'number' : type === 'money' ? 'money' : 'text';
  }
}

const comparisonOf: Partial<Record<Operator, Comparison>> = {
  is: '=', isNot: '!=', less: '<', atMost: '<=', more: '>', atLeast: '>=',
  on: '=', notOn: '!=', earlierThan: '<', onOrBefore: '<=', laterThan: '>', onOrAfter: '>=',
};
const plainOperator: Record<Comparison, Operator> = { '=': 'is', '!=': 'isNot', '<': 'less', '<=': 'atMost', '>': 'more', '>=': 'atLeast' };
const dateOperator: Record<Comparison, Operator> = { '=': 'on', '!=': 'notOn', '<': 'earlierThan', '<=': 'onOrBefore', '>': 'laterThan', '>=': 'onOrAfter' };

/* ---- model to tree ---- */

function literal(rule: Rule, at = 0): Literal {
  const text = rule.values[at] ?? '';
  return rule.currency ? { text, currency: rule.currency } : { text };
}

function ruleTree(rule: Rule): FilterNode {
  const { fact, operator } = rule;
  const not = (item: FilterNode): FilterNode => ({ kind: 'not', item });
  const time = (before: boolean, kind: 'ago' | 'in', than: boolean): FilterNode => ({
    kind: 'time', fact, before, than, when: { kind, count: rule.values[0] ?? '', unit: rule.unit ?? 'days' },
  });
  switch (operator) {
    case 'oneOf': return { kind: 'in', fact, values: rule.values.map((_, at) => literal(rule, at)) };
    case 'noneOf': return not({ kind: 'in', fact, values: rule.values.map((_, at) => literal(rule, at)) });
    case 'contains': return { kind: 'contains', fact, value: literal(rule) };
    case 'containsNot': return not({ kind: 'contains', fact, value: literal(rule) });
    case 'olderThan': return time(true, 'ago', true);
    case 'newerThan': return time(false, 'ago', true);
    case 'beforeAgo': return time(true, 'ago', false);
    case 'afterAgo': return time(false, 'ago', false);
    case 'beforeIn': return time(true, 'in', false);
    case 'afterIn': return time(false, 'in', false);
    case 'before': return { kind: 'time', fact, before: true, than: false, when: { kind: 'date', date: rule.values[0] ?? '' } };
    case 'after': return { kind: 'time', fact, before: false, than: false, when: { kind: 'date', date: rule.values[0] ?? '' } };
    case 'past': return { kind: 'time', fact, before: true, than: false, when: { kind: 'now' } };
    case 'future': return { kind: 'time', fact, before: false, than: false, when: { kind: 'now' } };
    case 'yes': return { kind: 'flag', fact };
    case 'no': return not({ kind: 'flag', fact });
    case 'known': return { kind: 'known', fact };
    case 'unknown': return not({ kind: 'known', fact });
    case 'granted': return { kind: 'consent', channel: rule.channel ?? 'email', purpose: rule.purpose ?? 'marketing' };
    case 'notGranted': return not({ kind: 'consent', channel: rule.channel ?? 'email', purpose: rule.purpose ?? 'marketing' });
    default: return { kind: 'compare', fact, comparison: comparisonOf[operator]!, value: literal(rule) };
  }
}

/** A rule whose value is missing says nothing yet. */
function isComplete(rule: Rule, type: FactType): boolean {
  const editor = editorOf(type, rule.operator);
  if (!rule.fact) return false;
  if (editor === 'none' || editor === 'consent') return true;
  return rule.values.length > 0 && rule.values.every((value) => value.trim() !== '');
}

/** The tree of a group's complete rules; null if there is none. */
export function modelTree(group: Group, typeOf: (fact: string) => FactType): FilterNode | null {
  const items = group.children
    .map((child) => {
      if (child.type === 'group') return modelTree(child, typeOf);
      if (!isComplete(child, typeOf(child.fact))) return null;
      const tree = ruleTree(child);
      return child.negated ? ({ kind: 'not', item: tree } as FilterNode) : tree;
    })
    .filter((item): item is FilterNode => item !== null);
  if (items.length === 0) return null;
  const tree: FilterNode = items.length === 1 ? items[0]! : { kind: group.all ? 'and' : 'or', items };
  return group.negated ? { kind: 'not', item: tree } : tree;
}

/* ---- tree to model ---- */

function rule(fact: string, operator: Operator, more: Partial<Rule> = {}): Rule {
  return { id: newId(), type: 'rule', fact, operator, values: [], ...more };
}

const opposite: Partial<Record<Operator, Operator>> = {
  oneOf: 'noneOf', contains: 'containsNot', yes: 'no', known: 'unknown', granted: 'notGranted',
};

function ruleOf(node: FilterNode, typeOf: (fact: string) => FactType): Rule | null {
  switch (node.kind) {
    case 'compare': {
      const type = typeOf(node.fact);
      const operator = (type === 'time' ? dateOperator : plainOperator)[node.comparison];
      if (type === 'flag') return rule(node.fact, /^(yes|true)$/i.test(node.value.text) === (node.comparison === '=') ? 'yes' : 'no');
      return rule(node.fact, operator, { values: [node.value.text], currency: node.value.currency });
    }
    case 'in':
      return rule(node.fact, 'oneOf', { values: node.values.map((value) => value.text), currency: node.values.find((value) => value.currency)?.currency });
    case 'contains':
      return rule(node.fact, 'contains', { values: [node.value.text] });
    case 'time': {
      const { when, before, than } = node;
      if (when.kind === 'date') return rule(node.fact, before ? 'before' : 'after', { values: [when.date] });
      if (when.kind === 'now') return rule(node.fact, before ? 'past' : 'future');
      const operator: Operator = than ? (before ? 'olderThan' : 'newerThan') : when.kind === 'ago' ? (before ? 'beforeAgo' : 'afterAgo') : before ? 'beforeIn' : 'afterIn';
      return rule(node.fact, operator, { values: [when.count], unit: when.unit });
    }
    case 'known': return rule(node.fact, 'known');
    case 'flag': return rule(node.fact, 'yes');
    case 'consent': return rule('consent', 'granted', { channel: node.channel, purpose: node.purpose });
    case 'not': {
      const inner = ruleOf(node.item, typeOf);
      if (!inner) return null;
      const turned = inner.negated ? undefined : opposite[inner.operator];
      if (turned && !(node.item.kind === 'contains' && typeOf(inner.fact) === 'text')) return { ...inner, operator: turned };
      return { ...inner, negated: !inner.negated };
    }
    default: return null;
  }
}

/** The tree as a group: the outermost connective, or a group of one rule. */
export function treeModel(node: FilterNode, typeOf: (fact: string) => FactType): Group {
  if (node.kind === 'and' || node.kind === 'or')
    return {
      id: newId(), type: 'group', all: node.kind === 'and', negated: false,
      children: node.items.map((item) => ruleOf(item, typeOf) ?? treeModel(item, typeOf)),
    };
  const single = ruleOf(node, typeOf);
  if (single) return { id: newId(), type: 'group', all: true, negated: false, children: [single] };
  const inner = treeModel((node as { item: FilterNode }).item, typeOf);
  if (!inner.negated) return { ...inner, negated: true };
  return { id: newId(), type: 'group', all: true, negated: true, children: [inner] };
}

export const emptyGroup = (): Group => ({ id: newId(), type: 'group', all: true, negated: false, children: [] });
export const newRule = (fact: string, type: FactType): Rule => {
  const operator = operatorsOf[type][0]!;
  return rule(fact, operator, type === 'consent' ? { channel: 'email', purpose: 'marketing' } : editorOf(type, operator) === 'duration' ? { unit: 'days' } : {});
};
