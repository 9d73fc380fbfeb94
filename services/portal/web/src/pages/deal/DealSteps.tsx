// How a deal went through the stages, and how long it stayed in each.
import type { Deal, PipelineView } from '@/api/generated/sales';
import { useAsk } from '@/api/hooks';
import { Panel } from '@/components/Panel';
import { Shown, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useStageNames } from '@/pages/deals/stages';
import { words } from '@/pages/deals/words';
import styles from '@/pages/deals/deals.module.css';

export function DealSteps({ deal, pipeline }: { deal: Deal; pipeline: PipelineView | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const { stageName } = useStageNames();
  const steps = useAsk('sales', 'list_deal_steps', { dealId: deal.dealId!, limit: 200 });
  const nameOf = (stageId: string | undefined): string =>
    stageName(pipeline?.pipeline?.stages?.find((stage) => stage.stageId === stageId) ?? { stageId: stageId ?? '' });
  return (
    <Panel title={t('history')}>
      <Shown of={steps} as="rows">
        {(page) => (
          <ol className={styles.steps}>
            {(page.rows ?? []).map((step) => (
              <li key={step.step}>
                <strong>{nameOf(step.stageId)}</strong>{' '}
                <span className="pv-muted">
                  {step.leftAtMs ? t('stayed', { time: format.duration(Number(step.stayedMs ?? 0)) }) : t('since', { time: format.date(step.enteredAtMs) })}
                </span>
                <div className="pv-muted"><When value={step.enteredAtMs} as="dateTime" /></div>
              </li>
            ))}
          </ol>
        )}
      </Shown>
    </Panel>
  );
}
