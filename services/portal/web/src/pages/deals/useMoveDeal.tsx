// Moves a deal to another stage: at once on the page, then at the department under the version that was seen. If somebody
// else changed the deal meanwhile the person chooses; if the stage needs a field the deal lacks, the form to fill it in opens.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useState } from 'react';
import { ask, tell } from '@/api/client';
import type { Answer } from '@/api/client';
import type { Deal, Stage } from '@/api/generated/sales';
import { askAgain } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import type { ApiProblem } from '@/api/problem';
import { useConflict } from '@/components/ConflictDialog';
import { useNotify } from '@/components/notify';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { moveInCache } from './board';
import type { Board } from './board';
import { useStageNames } from './stages';
import { words } from './words';

/** Asks for the deal as it is now, when the person takes hold of it: its version goes with the move. */
export type Held = Promise<Answer<Deal>>;
export const hold = (deal: Deal): Held => {
  const held = ask('sales', 'get_deal', { dealId: deal.dealId! });
  held.catch(() => undefined); // told when it is put down
  return held;
};

/** Fields of a deal that tell whether what was seen is still so. */
const sameDeal = (seen: Deal, now: Deal): boolean => seen.stageId === now.stageId && seen.state === now.state;

export interface MoveDeal {
  move: (deal: Deal, to: Stage, held: Held, board: Board) => Promise<boolean>;
  /** The deal that lacks a field, to be edited. */
  lacking: Answer<Deal> | undefined;
  filled: () => void;
}

export function useMoveDeal(stages: Stage[]): MoveDeal {
  const t = useWords(words);
  const cache = useQueryClient();
  const notify = useNotify();
  const format = useFormat();
  const conflict = useConflict();
  const { modal } = App.useApp();
  const { stageName } = useStageNames();
  const [lacking, setLacking] = useState<Answer<Deal>>();

  const fieldOf = useCallback((problem: ApiProblem): string => {
    const field = /\b(value|owner|expected_close_at_ms|next_step|lines|decision_maker)\b/.exec(`${problem.errors[0]?.pointer ?? ''} ${problem.detail ?? ''}`)?.[1];
    return field ? t(`field_${field}` as 'field_value') : problem.detail ?? '';
  }, [t]);

  const move = useCallback<MoveDeal['move']>(async (deal, to, held, board) => {
    const toStageId = to.stageId!;
    const undo = moveInCache(cache, board, deal, toStageId);
    const standing = (now: Deal): string =>
      now.state === 'DEAL_OPEN' ? stageName(stages.find((stage) => stage.stageId === now.stageId) ?? { stageId: now.stageId! }) : t(`state_${now.state}` as 'state_DEAL_WON');
    const choose = (now: Deal) => conflict([
      { label: t('stage'), mine: stageName(to), theirs: standing(now) },
      { label: t('value'), mine: format.money(deal.value), theirs: format.money(now.value) },
      { label: t('owner'), mine: deal.owner ?? '', theirs: now.owner ?? '' },
    ]);
    try {
      let now = await held;
      if (!sameDeal(deal, now.data) && (await choose(now.data)) === 'theirs') throw undefined;
      try {
        await tell('sales', 'move_deal', { dealId: deal.dealId!, stageId: toStageId }, { version: now.version });
      } catch (error) {
        if (!asProblem(error).isConflict) throw error;
        now = await ask('sales', 'get_deal', { dealId: deal.dealId! });
        if ((await choose(now.data)) === 'theirs') throw undefined;
        await tell('sales', 'move_deal', { dealId: deal.dealId!, stageId: toStageId }, { version: now.version });
      }
      notify.done(t('moved', { title: deal.title, stage: stageName(to) }));
      return true;
    } catch (error) {
      undo();
      if (error === undefined) return false;
      const problem = asProblem(error);
      if (problem.type !== 'stage-field-missing') notify.problem(problem);
      else {
        modal.confirm({
          title: t('field_missing'),
          content: <><bdi>{deal.title}</bdi>: {fieldOf(problem)}</>,
          okText: t('fill_in'),
          cancelText: t('cancel'),
          onOk: async () => setLacking(await ask('sales', 'get_deal', { dealId: deal.dealId! })),
        });
      }
      return false;
    } finally {
      void askAgain(cache, 'sales');
    }
  }, [cache, conflict, fieldOf, format, modal, notify, stageName, stages, t]);

  return { move, lacking, filled: useCallback(() => setLacking(undefined), []) };
}
