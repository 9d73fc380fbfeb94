// Analytics: what customers are worth, how they are spread, and how sales go. Each figure opens the rows behind it.
import { ReloadOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { Link } from 'react-router-dom';
import { useAsk, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { chartColours, useDark } from '@/app/theme';
import { PageHeader } from '@/components/PageHeader';
import { EmptyState, ErrorState, Loading, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { Breakdown } from './Breakdown';
import { Cuts } from './Cuts';
import { Funnel } from './Funnel';
import { useWordNames, wordTables } from './names';
import { RfmGrid } from './RfmGrid';
import { Trend } from './Trend';
import { useCounters } from './useCounters';
import { words } from './words';

export default function AnalyticsPage() {
  const t = useWords(words);
  const format = useFormat();
  const names = useWordNames();
  const dark = useDark();
  const { may } = useSession();
  const counters = useCounters();
  const run = useAsk('analytics', 'get_scoring_run', { runId: 'last' }, { refetchEveryMs: 15_000 });
  const score = useTell('analytics', 'score_rfm', { done: t('score_started') });
  const stop = useTell('analytics', 'stop_scoring');
  const colours = dark ? chartColours.dark : chartColours.light;
  const running = ['REPORTING', 'COLLECTING', 'CUTTING', 'SCORING', 'CLEARING'].includes(run.data?.state ?? '');
  const segments = counters.of('segment', wordTables.segment);
  const scored = segments.reduce((sum, row) => sum + row.count, 0);
  const spent = segments.reduce((sum, row) => sum + row.spentMinor, 0);
  const everybody = counters.of('all').reduce((sum, row) => sum + row.count, 0);
  return (
    <>
      <PageHeader
        title={t('analytics_title')}
        subtitle={t('analytics_hint')}
        actions={may('analytics', 'score_rfm') && <Button icon={<ReloadOutlined />} disabled={running} loading={score.isPending} onClick={() => score.send({})}>{t('score_now')}</Button>}
      />
      <div className="pv-stack">
        {running && (
          <Alert
            type="info"
            showIcon
            title={t('scoring', { count: Number(run.data?.scored ?? 0) })}
            action={may('analytics', 'stop_scoring') && <Button size="small" onClick={() => stop.send({ runId: run.data?.runId ?? '' })}>{t('stop_scoring')}</Button>}
          />
        )}
        {counters.error && !counters.isPending && <ErrorState problem={counters.error} onAgain={() => void counters.refetch()} />}
        {counters.isPending ? (
          <Loading as="tiles" count={4} />
        ) : (
          <>
            <div className="pv-tiles">
              <Link className="pv-tile" to="/customers"><div className="pv-tile-label">{t('customers_all')}</div><div className="pv-tile-value">{format.number(everybody)}</div></Link>
              <div className="pv-tile"><div className="pv-tile-label">{t('customers_scored')}</div><div className="pv-tile-value">{format.number(scored)}</div><div className="pv-tile-note">{everybody > 0 && format.percent(scored / everybody)}</div></div>
              <div className="pv-tile"><div className="pv-tile-label">{t('spent_all')}</div><div className="pv-tile-value">{format.money({ amountMinor: spent, currency: counters.currency }, true)}</div></div>
              <div className="pv-tile">
                <div className="pv-tile-label">{t('last_run')}</div>
                <div className="pv-tile-value">{run.data ? <When value={run.data.endedAtMs ?? run.data.startedAtMs} /> : t('no_run')}</div>
                <div className="pv-tile-note">{run.data ? t('last_run_as_of', { date: format.date(run.data.asOfMs) }) : t('no_run_hint')}</div>
              </div>
            </div>
            {scored === 0 ? (
              <section className="pv-panel"><EmptyState title={t('no_run')} hint={t('no_run_hint')} /></section>
            ) : (
              <RfmGrid counters={counters} />
            )}
            <div className="pv-halves">
              <Breakdown
                title={t('segments_title')} chart={t('segments_chart')} what={t('segment')} rows={segments} currency={counters.currency} colour={colours[5]!}
                nameOf={(value) => names('segment', value)}
                hintOf={(value) => { const key = `segment_hint_${value}` as 'segment_hint_lost'; const hint = t(key); return hint === key ? undefined : hint; }}
                linkOf={(value) => `/customers?segment=${value}`}
              />
              <div className="pv-stack">
                <Breakdown
                  title={t('value_title')} chart={t('value_chart')} what={t('value_tier')} rows={counters.of('value', wordTables.value_tier)} currency={counters.currency} colour={colours[1]!}
                  nameOf={(value) => names('value_tier', value)} linkOf={(value) => `/customers?valueTier=${value}`}
                />
                <Breakdown
                  title={t('lifecycle_title')} chart={t('lifecycle_chart')} what={t('lifecycle')} rows={counters.of('lifecycle', wordTables.lifecycle)} currency={counters.currency} colour={colours[0]!}
                  nameOf={(value) => names('lifecycle', value)} linkOf={(value) => `/customers?lifecycle=${value}`}
                />
              </div>
            </div>
            <div className="pv-halves">
              <Trend />
              {may('sales', 'get_pipeline') && <Funnel />}
            </div>
            <div className="pv-halves">
              {may('analytics', 'get_rfm_cuts') && <Cuts />}
              <Breakdown
                title={t('tier_title')} chart={t('tier_chart')} what={t('loyalty_tier')} rows={counters.of('tier', wordTables.tier)} currency={counters.currency} colour={colours[3]!}
                nameOf={(value) => names('tier', value)} linkOf={(value) => `/customers?tier=${value}`}
              />
            </div>
          </>
        )}
      </div>
    </>
  );
}
