// Paid invoices of the last half year, week by week.
import { useMemo } from 'react';
import { useAsk } from '@/api/hooks';
import { Chart } from '@/components/Chart';
import { EmptyState, Shown } from '@/components/small';
import { fromMinor, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import type { FigureTable } from '@/api/generated/portal';
import { words } from './words';

const WEEK_MS = 7 * 86_400_000;
const WEEKS = 26;

export function Trend() {
  const t = useWords(words);
  const to = useMemo(() => {
    const now = new Date();
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  }, []);
  const asked = useAsk('portal', 'list_figures', {
    names: ['invoices_paid'], fromMs: String(to - WEEKS * WEEK_MS), toMs: String(to), hours: 168, zoneMinutes: -new Date().getTimezoneOffset(),
  });
  return (
    <section className="pv-panel" aria-labelledby="trend-title">
      <div className="pv-panel-head"><div><h2 id="trend-title">{t('trend_title')}</h2><p className="pv-muted">{t('trend_hint')}</p></div></div>
      <Shown of={asked} as="rows">{(table) => <TrendChart table={table} from={to - WEEKS * WEEK_MS} />}</Shown>
    </section>
  );
}

function TrendChart({ table, from }: { table: FigureTable; from: number }) {
  const t = useWords(words);
  const format = useFormat();
  const { weeks, currency } = useMemo(() => {
    const sums = new Map<string, number>();
    for (const row of table.rows ?? []) for (const amount of row.amounts ?? []) sums.set(amount.currency ?? '', (sums.get(amount.currency ?? '') ?? 0) + Number(amount.amountMinor ?? 0));
    const main = [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
    const list = Array.from({ length: WEEKS }, (_, at) => ({ start: from + at * WEEK_MS, count: 0, amountMinor: 0 }));
    for (const row of table.rows ?? []) {
      const week = list[Math.min(WEEKS - 1, Math.max(0, Math.floor((Number(row.fromMs) - from + WEEK_MS / 2) / WEEK_MS)))]!;
      week.count += Number(row.count ?? 0);
      week.amountMinor += Number((row.amounts ?? []).find((amount) => amount.currency === main)?.amountMinor ?? 0);
    }
    return { weeks: list, currency: main };
  }, [table, from]);
  const option = useMemo(() => ({
    grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      formatter: (points: { dataIndex: number }[]) => {
        const week = weeks[points[0]?.dataIndex ?? 0]!;
        return `${t('week_of', { date: format.day(week.start) })}\n${format.number(week.count)} · ${format.money({ amountMinor: week.amountMinor, currency })}`;
      },
    },
    xAxis: { type: 'category', data: weeks.map((week) => format.day(week.start)), axisLabel: { interval: 3 } },
    yAxis: { type: 'value', axisLabel: { formatter: (value: number) => format.compact(value) } },
    series: [{ type: 'line', smooth: true, symbol: 'none', areaStyle: { opacity: 0.14 }, lineStyle: { width: 2.5 }, data: weeks.map((week) => fromMinor(week.amountMinor, currency)) }],
  }), [weeks, currency, format, t]);
  if (weeks.every((week) => week.count === 0)) return <EmptyState title={t('nothing_yet')} hint={t('nothing_yet_hint')} />;
  return (
    <Chart
      label={t('trend_chart')}
      option={option}
      table={{
        columns: [t('date'), t('invoices'), t('amount_in', { currency: format.currency(currency) })],
        rows: weeks.map((week) => [format.date(week.start), format.number(week.count), format.money({ amountMinor: week.amountMinor, currency })]),
      }}
    />
  );
}
