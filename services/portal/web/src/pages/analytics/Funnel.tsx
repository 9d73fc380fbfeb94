// The sales funnel: open deals by stage, what they are worth, and how many that came so far were won.
import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useAsk } from '@/api/hooks';
import { Chart } from '@/components/Chart';
import { EmptyState, Shown } from '@/components/small';
import { chartColours, useDark } from '@/app/theme';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useStageNames } from '@/pages/deals/stages';
import type { PipelineView } from '@/api/generated/sales';
import { words } from './words';

export function Funnel() {
  const t = useWords(words);
  const { pipelineName } = useStageNames();
  const [pipelineId, setPipelineId] = useState('standard');
  const pipelines = useAsk('sales', 'list_pipelines', {});
  const view = useAsk('sales', 'get_pipeline', { pipelineId });
  const choices = pipelines.data?.rows ?? [];
  return (
    <section className="pv-panel" aria-labelledby="funnel-title">
      <div className="pv-panel-head">
        <div><h2 id="funnel-title">{t('funnel_title')}</h2><p className="pv-muted">{t('funnel_hint')}</p></div>
        {choices.length > 1 && (
          <Select aria-label={t('pipeline')} value={pipelineId} onChange={setPipelineId} popupMatchSelectWidth={false} options={choices.map((one) => ({ value: one.pipelineId ?? '', label: pipelineName(one) }))} />
        )}
      </div>
      <Shown of={view} as="rows">{(data) => <FunnelChart view={data} pipelineId={pipelineId} />}</Shown>
    </section>
  );
}

function FunnelChart({ view, pipelineId }: { view: PipelineView; pipelineId: string }) {
  const t = useWords(words);
  const format = useFormat();
  const navigate = useNavigate();
  const dark = useDark();
  const { stageName } = useStageNames();
  const stages = useMemo(() => {
    const sums = new Map<string, number>();
    for (const total of view.totals ?? []) if (total.currency) sums.set(total.currency, (sums.get(total.currency) ?? 0) + Number(total.valueMinor ?? 0));
    const currency = [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
    return (view.pipeline?.stages ?? []).map((stage) => {
      const totals = (view.totals ?? []).filter((total) => total.stageId === stage.stageId && !total.owner);
      const record = (view.records ?? []).find((one) => one.stageId === stage.stageId);
      const valueMinor = totals.filter((total) => total.currency === currency).reduce((sum, total) => sum + Number(total.valueMinor ?? 0), 0);
      return {
        id: stage.stageId ?? '', name: stageName(stage), currency, valueMinor,
        deals: totals.reduce((sum, total) => sum + (total.deals ?? 0), 0),
        won: record?.won ?? 0, lost: record?.lost ?? 0,
        expectedMinor: Math.round((valueMinor * (stage.probabilityPercent ?? 0)) / 100),
      };
    });
  }, [view, stageName]);
  const link = (stage: string): string => `/deals?view=list&pipeline=${encodeURIComponent(pipelineId)}&stage=${encodeURIComponent(stage)}`;
  const money = (amountMinor: number, currency: string): string => (amountMinor ? format.money({ amountMinor, currency }, true) : '–');
  const colours = dark ? chartColours.dark : chartColours.light;
  const option = useMemo(() => ({
    tooltip: { trigger: 'item', formatter: ({ dataIndex }: { dataIndex: number }) => `${stages[dataIndex]!.name}\n${format.number(stages[dataIndex]!.deals)} · ${money(stages[dataIndex]!.valueMinor, stages[dataIndex]!.currency)}` },
    series: [{
      type: 'funnel', sort: 'none', left: 8, right: 8, top: 6, bottom: 6, gap: 4, minSize: '16%',
      label: { show: true, position: 'inside', color: '#fff', fontFamily: 'Vazirmatn', fontSize: 13, formatter: ({ dataIndex }: { dataIndex: number }) => `${stages[dataIndex]!.name}: ${format.number(stages[dataIndex]!.deals)}` },
      itemStyle: { borderWidth: 0 },
      data: stages.map((stage, at) => ({ name: stage.name, value: Math.max(stage.deals, 0.001), itemStyle: { color: ['#0e6f6a', '#2a7f8a', '#416f9e', '#5c5fa0', '#7a5ba6'][at % 5] ?? colours[0] } })),
    }],
    // eslint-disable-next-line react-hooks/exhaustive-deps -- money follows from format
  }), [stages, format, colours]);
  if (stages.every((stage) => stage.deals === 0 && stage.won + stage.lost === 0)) return <EmptyState title={t('no_deals')} />;
  return (
    <Chart
      label={t('funnel_chart')}
      height={Math.max(180, stages.length * 58)}
      option={option}
      onPick={({ dataIndex }) => void navigate(link(stages[dataIndex]!.id))}
      table={{
        columns: [t('stage'), t('deals'), t('value'), t('weighted'), t('won_share')],
        rows: stages.map((stage) => [
          <Link key="stage" className="pv-link" to={link(stage.id)}>{stage.name}</Link>,
          format.number(stage.deals),
          money(stage.valueMinor, stage.currency),
          money(stage.expectedMinor, stage.currency),
          stage.won + stage.lost > 0 ? `${format.percent(stage.won / (stage.won + stage.lost))} (${format.number(stage.won)} / ${format.number(stage.won + stage.lost)})` : '–',
        ]),
      }}
    />
  );
}
