// The sales funnel: open deals by stage, what they are worth, and how many that came so far were won.
import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useAsk } from '@/api/hooks';
import { EmptyState, Shown } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useStageNames } from '@/pages/deals/stages';
import type { PipelineView } from '@/api/generated/sales';
import { words } from './words';
import styles from './analytics.module.css';

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
  const link = (stage: string): string => `/deals?view=list&stage=${encodeURIComponent(`${pipelineId}/${stage}`)}`;
  const money = (amountMinor: number, currency: string): string => (amountMinor ? format.money({ amountMinor, currency }, true) : '—');
  if (stages.every((stage) => stage.deals === 0 && stage.won + stage.lost === 0)) return <EmptyState title={t('no_deals')} />;
  const most = Math.max(1, ...stages.map((stage) => stage.deals));
  return (
    <div className="pv-table-scroll" tabIndex={0} role="group" aria-label={t('funnel_chart')}>
      <table className={`pv-table ${styles.funnel}`}>
        <thead><tr><th scope="col">{t('stage')}</th><th scope="col">{t('deals')}</th><th scope="col" className="pv-align-end">{t('value')}</th><th scope="col" className="pv-align-end">{t('weighted')}</th><th scope="col" className="pv-align-end">{t('won_share')}</th></tr></thead>
        <tbody>
          {stages.map((stage, at) => (
            <tr key={stage.id} className="pv-row-open" onClick={() => void navigate(link(stage.id))}>
              <th scope="row"><Link className="pv-link" to={link(stage.id)} onClick={(event) => event.stopPropagation()}>{stage.name}</Link></th>
              <td className={styles.funnelCell}>
                <span className={styles.funnelBar} data-at={at % 5} aria-hidden style={{ width: `${Math.max(2, (stage.deals / most) * 100)}%` }} />
                <b className="pv-number">{format.number(stage.deals)}</b>
              </td>
              <td className="pv-align-end">{money(stage.valueMinor, stage.currency)}</td>
              <td className="pv-align-end">{money(stage.expectedMinor, stage.currency)}</td>
              <td className="pv-align-end">{stage.won + stage.lost > 0 ? <span title={`${format.number(stage.won)} / ${format.number(stage.won + stage.lost)}`}>{format.percent(stage.won / (stage.won + stage.lost))}</span> : '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
