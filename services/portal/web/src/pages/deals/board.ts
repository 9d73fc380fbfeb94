// The board in the cache: columns of open deals and totals of stages, and how a deal that moves changes both at once.
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Answer } from '@/api/client';
import type { Deal, DealPage, PipelineView, StageTotal } from '@/api/generated/sales';
import { askKey } from '@/api/hooks';
import type { MoneyLike } from '@/i18n/format';

const COLUMN_ROWS = 40;
const MINE_ROWS = 200;

export interface Board {
  pipelineId: string;
  /** Only deals of this seller. */
  owner: string | undefined;
}

type Pages = InfiniteData<Answer<DealPage>>;

export const columnParams = (board: Board, stageId: string) =>
  ({ pipelineId: board.pipelineId, stageId, state: 'DEAL_OPEN' as const, limit: COLUMN_ROWS });
export const mineParams = (board: Board) => ({ owner: board.owner!, state: 'DEAL_OPEN' as const, limit: MINE_ROWS });
export const viewParams = (board: Board) => ({ pipelineId: board.pipelineId, ...(board.owner ? { owner: board.owner } : {}) });

const columnKey = (board: Board, stageId: string) => [...askKey('sales', 'list_deals', columnParams(board, stageId)), 'pages'];
const mineKey = (board: Board) => [...askKey('sales', 'list_deals', mineParams(board)), 'pages'];

const worth = (deal: Deal): bigint => BigInt(deal.value?.amountMinor ?? 0);

/** Greatest value first, as the department lists a stage. */
export function byWorth(deals: Deal[]): Deal[] {
  return [...deals].sort((a, b) => (worth(a) === worth(b) ? 0 : worth(a) < worth(b) ? 1 : -1));
}

/** Puts a deal into another column before the department has answered; returns how to undo it. */
export function moveInCache(cache: QueryClient, board: Board, deal: Deal, toStageId: string): () => void {
  const moved: Deal = { ...deal, stageId: toStageId, stageEnteredAtMs: String(Date.now()), stalled: false };
  const keys = board.owner ? [mineKey(board)] : [columnKey(board, deal.stageId ?? ''), columnKey(board, toStageId)];
  const viewKey = askKey('sales', 'get_pipeline', viewParams(board));
  const before = [...keys, viewKey].map((key) => [key, cache.getQueryData(key)] as const);
  const edit = (key: readonly unknown[], change: (rows: Deal[]) => Deal[]): void => {
    cache.setQueryData<Pages>(key, (old) => old && { ...old, pages: spread(old, change) });
  };
  if (board.owner) edit(keys[0]!, (rows) => rows.map((row) => (row.dealId === deal.dealId ? moved : row)));
  else {
    edit(keys[0]!, (rows) => rows.filter((row) => row.dealId !== deal.dealId));
    edit(keys[1]!, (rows) => byWorth([...rows.filter((row) => row.dealId !== deal.dealId), moved]));
  }
  cache.setQueryData<Answer<PipelineView>>(viewKey, (old) => old && { ...old, data: { ...old.data, totals: shift(old.data.totals ?? [], deal, toStageId) } });
  return () => before.forEach(([key, data]) => cache.setQueryData(key, data));
}

/** All rows of the pages changed as one list; they are kept on the first page. */
function spread(old: Pages, change: (rows: Deal[]) => Deal[]): Pages['pages'] {
  const rows = change(old.pages.flatMap((page) => page.data.rows ?? []));
  return old.pages.map((page, index) => ({ ...page, data: { ...page.data, rows: index === 0 ? rows : [] } }));
}

function shift(totals: StageTotal[], deal: Deal, toStageId: string): StageTotal[] {
  const currency = deal.value?.currency ?? '';
  const add = (list: StageTotal[], stageId: string, sign: 1 | -1): StageTotal[] => {
    const at = list.findIndex((total) => total.stageId === stageId && (total.currency ?? '') === currency);
    const total = at < 0 ? { pipelineId: deal.pipelineId ?? '', stageId, currency, deals: 0, valueMinor: '0' } : list[at]!;
    const next = { ...total, deals: Number(total.deals ?? 0) + sign, valueMinor: String(BigInt(total.valueMinor ?? 0) + BigInt(sign) * worth(deal)) };
    return at < 0 ? [...list, next] : list.map((one, index) => (index === at ? next : one));
  };
  return add(add(totals, deal.stageId ?? '', -1), toStageId, 1).filter((total) => Number(total.deals ?? 0) > 0);
}

export interface ColumnTotal {
  deals: number;
  /** One sum per currency, greatest number of deals first. */
  values: MoneyLike[];
}

export function totalOf(totals: StageTotal[] | undefined, stageId: string | undefined): ColumnTotal {
  const own = (totals ?? []).filter((total) => total.stageId === stageId).sort((a, b) => Number(b.deals ?? 0) - Number(a.deals ?? 0));
  return {
    deals: own.reduce((sum, total) => sum + Number(total.deals ?? 0), 0),
    values: own.filter((total) => total.currency).map((total) => ({ amountMinor: total.valueMinor ?? '0', currency: total.currency! })),
  };
}
