import { describe, expect, it } from 'vitest';
import { editorOf, type FactType, type Group, modelTree, operatorsOf, treeModel } from './filterModel';
import { type FilterNode, FilterTextError, printFilter, readFilter } from './filterText';

const types: Record<string, FactType> = {
  tier: 'text', city: 'text', points: 'number', spent: 'money', last_purchase: 'time', birthday: 'time', tags: 'texts',
  do_not_disturb: 'flag', has_email: 'flag', open_cases: 'number', segment: 'text', consent: 'consent', name: 'text',
};
const typeOf = (fact: string): FactType => types[fact] ?? 'any';

const there = (text: string): string => printFilter(readFilter(text));
const back = (text: string): string => printFilter(modelTree(treeModel(readFilter(text), typeOf), typeOf)!);

const same = [
  'tier = gold',
  'tier in (gold, platinum)',
  'tier not in (gold, platinum)',
  'points >= 500 and open_cases = 0',
  'spent >= 25000 EUR',
  'spent < 1000',
  'last_purchase older than 90 days',
  'last_purchase newer than 2 weeks',
  'last_purchase before 2024-12-31',
  'birthday after in 2 weeks',
  'birthday before now',
  'last_purchase after 30 days ago',
  'tags contains "long name"',
  'not tags contains vip',
  'not name contains Ali',
  'do_not_disturb',
  'not do_not_disturb',
  'city is known',
  'city is not known',
  'consent email marketing',
  'not consent sms marketing',
  'segment in (champions, loyal) and consent email marketing',
  '(tier = gold or tier = platinum) and (points > 10 or has_email)',
  'tier = gold and points > 1 or tier = silver and points > 2',
  'not (tier = gold or points > 1)',
  'not (not (tier = gold or points > 1) and has_email)',
  'city = تهران and name contains "علی رضا"',
  'last_purchase >= 2024-01-01',
  'custom.size = 4 and custom.size not in (5, 6)',
  'tier = "and"',
  `name contains 'a "quoted" word'`,
  'not points > 5',
];

describe('the filter language', () => {
  it.each(same)('%s is read and written alike', (text) => expect(there(text)).toBe(text));
  it.each(same)('%s is edited without loss', (text) => expect(back(text)).toBe(text));
  it('writes the same filter in its own words', () => {
    expect(there('NOT (tier in ("gold"))')).toBe('tier not in (gold)');
    expect(there('((tier = gold) and ((points > 1)))')).toBe('tier = gold and points > 1');
    expect(there('last_purchase older than 1 day')).toBe('last_purchase older than 1 days');
    expect(back('do_not_disturb = no')).toBe('not do_not_disturb');
  });
  it.each([
    ['', 'factExpected', 0],
    ['tier =', 'valueExpected', 6],
    ['tier = gold points', 'trailing', 12],
    ['tier in gold', 'wordExpected', 8],
    ['name = "open', 'quoteOpen', 7],
    ['last_purchase older than x', 'durationExpected', 25],
    ['(tier = gold', 'wordExpected', 12],
    ['consent email', 'valueExpected', 13],
    ['tier is gold', 'wordExpected', 8],
  ])('%s is wrong: %s at %d', (text, code, position) => {
    try {
      readFilter(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FilterTextError);
      expect([(error as FilterTextError).code, (error as FilterTextError).position]).toEqual([code, position]);
    }
  });
  it('goes there and back for any tree', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    const facts = Object.keys(types).filter((fact) => fact !== 'consent');
    const make = (depth: number): Group => ({
      id: '', type: 'group', all: random(2) === 0, negated: random(4) === 0,
      children: Array.from({ length: 1 + random(3) }, () => {
        if (depth > 0 && random(3) === 0) return make(depth - 1);
        const fact = facts[random(facts.length)]!;
        const operator = operatorsOf[typeOf(fact)][random(operatorsOf[typeOf(fact)].length)]!;
        const editor = editorOf(typeOf(fact), operator);
        const values = editor === 'none' ? [] : editor === 'date' ? ['2025-03-20'] : editor === 'texts' ? ['a b', '7'] : ['12'];
        return { id: '', type: 'rule' as const, fact, operator, values, unit: editor === 'duration' ? ('weeks' as const) : undefined };
      }),
    });
    for (let i = 0; i < 500; i++) {
      const tree = modelTree(make(3), typeOf)!;
      const flat = (node: FilterNode): string => printFilter(node);
      expect(flat(readFilter(flat(tree)))).toBe(flat(tree));
      expect(back(flat(tree)).length).toBeGreaterThan(0);
      expect(back(back(flat(tree)))).toBe(back(flat(tree)));
    }
  });
  it('leaves rules without a value out', () => {
    const group: Group = {
      id: '', type: 'group', all: true, negated: false,
      children: [
        { id: '', type: 'rule', fact: 'tier', operator: 'is', values: [] },
        { id: '', type: 'rule', fact: 'points', operator: 'more', values: ['3'] },
      ],
    };
    expect(printFilter(modelTree(group, typeOf)!)).toBe('points > 3');
    expect(modelTree({ ...group, children: [] }, typeOf)).toBeNull();
  });
});
