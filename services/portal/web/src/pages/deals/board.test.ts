// A deal that moves on the board before the department has answered, and back when it is refused.
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Deal } from '@/api/generated/sales';
import { formatFor } from '@/i18n/format';
import { translator } from '@/i18n/words';
import { byWorth, columnParams, moveInCache, totalOf, viewParams } from './board';
import { changedFields, conflictFields } from './conflict';
import { words } from './words';

const board = { pipelineId: 'standard', owner: undefined };
const deal = (dealId: string, stageId: string, amount: string): Deal => ({ dealId, stageId, pipelineId: 'standard', state: 'DEAL_OPEN', value: { amountMinor: amount, currency: 'EUR' } });
const columnKey = (stageId: string) => ['sales', 'list_deals', columnParams(board, stageId), 'pages'];
const rowsOf = (cache: QueryClient, stageId: string): (string | undefined)[] =>
  (cache.getQueryData(columnKey(stageId)) as { pages: { data: { rows: Deal[] } }[] }).pages.flatMap((page) => page.data.rows.map((row) => row.dealId));

function givenBoard(): QueryClient {
  const cache = new QueryClient();
  cache.setQueryData(columnKey('need'), { pages: [{ data: { rows: [deal('a', 'need', '500'), deal('b', 'need', '300')] } }], pageParams: [undefined] });
  cache.setQueryData(columnKey('proposal'), { pages: [{ data: { rows: [deal('c', 'proposal', '400')] } }], pageParams: [undefined] });
  cache.setQueryData(['sales', 'get_pipeline', viewParams(board)], {
    data: { totals: [{ stageId: 'need', currency: 'EUR', deals: 2, valueMinor: '800' }, { stageId: 'proposal', currency: 'EUR', deals: 1, valueMinor: '400' }] },
  });
  return cache;
}

describe('a move', () => {
  it('changes both columns and both totals at once, greatest value first', () => {
    const cache = givenBoard();
    moveInCache(cache, board, deal('a', 'need', '500'), 'proposal');
    expect(rowsOf(cache, 'need')).toEqual(['b']);
    expect(rowsOf(cache, 'proposal')).toEqual(['a', 'c']);
    const { data } = cache.getQueryData(['sales', 'get_pipeline', viewParams(board)]) as { data: { totals: never[] } };
    expect(totalOf(data.totals, 'need')).toEqual({ deals: 1, values: [{ amountMinor: '300', currency: 'EUR' }] });
    expect(totalOf(data.totals, 'proposal')).toEqual({ deals: 2, values: [{ amountMinor: '900', currency: 'EUR' }] });
  });
  it('that is refused leaves nothing behind', () => {
    const cache = givenBoard();
    moveInCache(cache, board, deal('a', 'need', '500'), 'proposal')();
    expect(rowsOf(cache, 'need')).toEqual(['a', 'b']);
    expect(rowsOf(cache, 'proposal')).toEqual(['c']);
  });
  it('keeps the order of values beyond what a number holds', () => {
    expect(byWorth([deal('a', 'need', '9007199254740992'), deal('b', 'need', '9007199254740993')]).map((one) => one.dealId)).toEqual(['b', 'a']);
  });
});

describe('an edit', () => {
  const before: Deal = { ...deal('a', 'need', '500'), title: 'Cups', owner: 'sara', nextStep: 'Call' };
  it('tells only what was changed', () => {
    expect(changedFields(before, { title: ' Cups ', value: { amountMinor: '500', currency: 'EUR' }, owner: 'sara', nextStep: 'Visit' })).toEqual({ nextStep: 'Visit' });
  });
  it('shows a conflict field by field', () => {
    const fields = conflictFields({ title: 'Mugs' }, { ...before, title: 'Bowls' }, translator(words, 'en'), formatFor('en', 'gregorian'));
    expect(fields).toEqual([{ label: 'Title', mine: 'Mugs', theirs: 'Bowls' }]);
  });
});
