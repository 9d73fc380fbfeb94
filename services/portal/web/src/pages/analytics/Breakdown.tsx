// Customers counted by one word (segment, tier, stage of life) as a bar chart; each bar and row opens its customers.
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { Chart } from '@/components/Chart';
import { EmptyState } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import type { Counted } from './useCounters';
import { words } from './words';

interface BreakdownProps {
  title: string;
  chart: string;
  /** Heading of the first column. */
  what: string;
  rows: Counted[];
  currency: string;
  nameOf: (value: string) => string;
  hintOf?: (value: string) => string | undefined;
  /** Where the rows behind a bar are. */
  linkOf: (value: string) => string;
  colour: string;
  withSpent?: boolean;
}

export function Breakdown({ title, chart, what, rows, currency, nameOf, hintOf, linkOf, colour, withSpent = true }: BreakdownProps) {
  const t = useWords(words);
  const format = useFormat();
  const navigate = useNavigate();
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  const money = (minor: number): string => format.money({ amountMinor: minor, currency }, true);
  const option = useMemo(() => {
    const shown = [...rows].reverse();
    return {
      grid: { left: 4, right: 64, top: 4, bottom: 0, containLabel: true },
      xAxis: { type: 'value', show: false },
      yAxis: { type: 'category', data: shown.map((row) => nameOf(row.value)), axisLine: { show: false }, axisLabel: { fontSize: 13 } },
      tooltip: {
        trigger: 'item',
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const row = shown[dataIndex]!;
          return `${nameOf(row.value)}\n${format.number(row.count)} · ${format.percent(total ? row.count / total : 0, 1)}${withSpent ? `\n${money(row.spentMinor)}` : ''}`;
        },
      },
      series: [{
        type: 'bar', barMaxWidth: 22, data: shown.map((row) => row.count), itemStyle: { color: colour, borderRadius: 5 },
        label: { show: true, position: 'right', formatter: ({ value }: { value: number }) => format.number(value), fontFamily: 'Vazirmatn' },
      }],
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- money follows from format and currency
  }, [rows, nameOf, format, colour, total, withSpent, currency]);
  const mirrored = document.documentElement.dir === 'rtl';
  if (mirrored) (option.series[0]!.label as { position: string }).position = 'left';
  const side = mirrored ? { left: 64, right: 4 } : { left: 4, right: 64 };
  return (
    <section className="pv-panel" aria-label={title}>
      <div className="pv-panel-head"><h2>{title}</h2></div>
      {rows.length === 0 ? (
        <EmptyState title={t('nothing_yet')} hint={t('nothing_yet_hint')} />
      ) : (
        <Chart
          label={chart}
          height={Math.max(120, rows.length * 34 + 10)}
          option={{ ...option, grid: { ...option.grid, ...side } }}
          onPick={({ dataIndex }) => void navigate(linkOf([...rows].reverse()[dataIndex]!.value))}
          table={{
            columns: [what, t('customers'), t('share'), ...(withSpent ? [t('spent'), t('spent_mean')] : [])],
            rows: rows.map((row) => [
              <span key="name"><Link className="pv-link" to={linkOf(row.value)}>{nameOf(row.value)}</Link>{hintOf?.(row.value) && <><br /><small className="pv-muted">{hintOf(row.value)}</small></>}</span>,
              format.number(row.count),
              format.percent(total ? row.count / total : 0, 1),
              ...(withSpent ? [money(row.spentMinor), money(row.spentMinor / Math.max(1, row.count))] : []),
            ]),
          }}
        />
      )}
    </section>
  );
}
