// Names of pipelines and stages: those that are built in have words in both languages.
import { useCallback } from 'react';
import type { Pipeline, Stage } from '@/api/generated/sales';
import { useWords } from '@/i18n/words';
import { words } from './words';

const BUILT_IN: Record<string, string> = { need: 'Need', evaluation: 'Evaluation', proposal: 'Proposal', negotiation: 'Negotiation', standard: 'Standard' };

export function useStageNames(): {
  stageName: (stage: Pick<Stage, 'stageId' | 'name'> | undefined) => string;
  pipelineName: (pipeline: Pick<Pipeline, 'pipelineId' | 'name'> | undefined) => string;
} {
  const t = useWords(words);
  const stageName = useCallback((stage: Pick<Stage, 'stageId' | 'name'> | undefined) => {
    if (!stage?.stageId) return stage?.name ?? '';
    const builtIn = BUILT_IN[stage.stageId];
    return builtIn && (!stage.name || stage.name === builtIn) ? t(`stage_${stage.stageId}` as 'stage_need') : stage.name || stage.stageId;
  }, [t]);
  const pipelineName = useCallback((pipeline: Pick<Pipeline, 'pipelineId' | 'name'> | undefined) => {
    if (!pipeline) return '';
    return pipeline.pipelineId === 'standard' && (!pipeline.name || pipeline.name === BUILT_IN.standard) ? t('pipeline_standard') : pipeline.name || pipeline.pipelineId || '';
  }, [t]);
  return { stageName, pipelineName };
}
