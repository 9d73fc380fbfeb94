// The stages of a deal's pipeline in a row; a click moves the deal there.
import type { Deal, PipelineView } from '@/api/generated/sales';
import { useSession } from '@/app/session';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { EditDealForm } from '@/pages/deals/DealForm';
import { useStageNames } from '@/pages/deals/stages';
import { useMoveDeal } from '@/pages/deals/useMoveDeal';
import { words } from '@/pages/deals/words';
import styles from '@/pages/deals/deals.module.css';

export function StageBar({ deal, version, pipeline }: { deal: Deal; version: string | undefined; pipeline: PipelineView | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const { may } = useSession();
  const { stageName } = useStageNames();
  const stages = pipeline?.pipeline?.stages ?? [];
  const { move, lacking, filled } = useMoveDeal(stages);
  const at = stages.findIndex((stage) => stage.stageId === deal.stageId);
  const isOpen = deal.state === 'DEAL_OPEN';
  const allowed = isOpen && may('sales', 'move_deal');
  return (
    <>
      <ol className={styles.stageBar} aria-label={t('history')}>
        {stages.map((stage, index) => (
          <li
            key={stage.stageId}
            className={[
              deal.state === 'DEAL_WON' && styles.wonBar, deal.state === 'DEAL_LOST' && styles.lostBar,
              isOpen && index < at && styles.passed, isOpen && index === at && styles.present,
            ].filter(Boolean).join(' ')}
          >
            <button
              type="button"
              className={styles.stageButton}
              disabled={!allowed || index === at}
              aria-current={isOpen && index === at ? 'step' : undefined}
              aria-label={index === at || !allowed ? undefined : `${t('move_to')}: ${stageName(stage)}`}
              onClick={() => void move(deal, stage, Promise.resolve({ data: deal, version }), { pipelineId: deal.pipelineId ?? 'standard', owner: undefined })}
            >
              <strong>{stageName(stage)}</strong>
              <small>{format.percent(Number(stage.probabilityPercent ?? 0) / 100)}</small>
            </button>
          </li>
        ))}
      </ol>
      {lacking && <EditDealForm open onClose={filled} deal={lacking.data} version={lacking.version} />}
    </>
  );
}
