// A chart with its table: the drawing is loaded when first needed; the table says the same without eyes.
import { BarChartOutlined, TableOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { EChartsCoreOption } from 'echarts/core';
import { Suspense, lazy, useState } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '@/i18n/words';
import { Loading } from './small';

const ChartDrawing = lazy(() => import('./ChartDrawing'));

export type ChartOption = EChartsCoreOption;

interface ChartTable {
  columns: string[];
  rows: ReactNode[][];
}

export interface ChartPick {
  name: string;
  seriesName: string | undefined;
  dataIndex: number;
  value: unknown;
  data: unknown;
}

interface ChartProps {
  /** What it shows, in one line. */
  label: string;
  /** ECharts option; colours, fonts and direction are filled in. Series: bar, line, pie, heatmap, funnel, scatter, treemap. */
  option: ChartOption;
  table: ChartTable;
  height?: number;
  /** A part was clicked: open the rows behind it. Give links in the table too, for those who use the keyboard. */
  onPick?: (pick: ChartPick) => void;
}

export function Chart({ label, option, table, height = 280, onPick }: ChartProps) {
  const t = useWords();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="pv-chart" aria-label={label}>
      <div className="pv-chart-tools">
        <Button
          type="text"
          size="small"
          icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('as_chart') : t('as_table')}
        </Button>
      </div>
      {!asTable && (
        <Suspense fallback={<Loading as="rows" count={3} />}>
          <ChartDrawing option={option} height={height} {...(onPick ? { onPick } : {})} />
        </Suspense>
      )}
      <div className={asTable ? 'pv-table-scroll' : 'pv-sr'}>
        <table className="pv-table">
          <caption className="pv-sr">{label}</caption>
          <thead><tr>{table.columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
          <tbody>
            {table.rows.map((row, index) => (
              <tr key={index}>{row.map((cell, at) => (at === 0 ? <th key={at} scope="row">{cell}</th> : <td key={at}>{cell}</td>))}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
