// The drawing of a chart by ECharts, on a canvas. Tooltips are drawn too: as HTML they would carry inline styles, which the
// Content-Security-Policy forbids.
import { BarChart, FunnelChart, HeatmapChart, LineChart, PieChart, ScatterChart, TreemapChart } from 'echarts/charts';
import { DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useSettings } from '@/app/settings';
import { chartColours, useDark } from '@/app/theme';
import type { ChartOption, ChartPick } from './Chart';

use([
  BarChart, FunnelChart, HeatmapChart, LineChart, PieChart, ScatterChart, TreemapChart, DatasetComponent, GridComponent,
  LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, CanvasRenderer,
]);

const FONT = 'Vazirmatn, system-ui, sans-serif';

export default function ChartDrawing({ option, height, onPick }: { option: ChartOption; height: number; onPick?: (pick: ChartPick) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const pick = useRef(onPick);
  pick.current = onPick;
  const dark = useDark();
  const { language } = useSettings();

  useEffect(() => {
    const made = init(place.current!, undefined, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', (event) => {
      pick.current?.({
        name: event.name, seriesName: event.seriesName, dataIndex: event.dataIndex ?? 0, value: event.value, data: event.data,
      });
    });
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(place.current!);
    void document.fonts?.ready.then(() => !made.isDisposed() && made.resize());
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(themed(option, dark, language === 'fa'), { notMerge: true });
  }, [option, dark, language]);

  return <div ref={place} className={onPick ? 'pv-drawing pv-drawing-picks' : 'pv-drawing'} style={{ height }} aria-hidden />;
}

type Loose = Record<string, unknown>;
const each = (part: unknown, change: (one: Loose) => Loose): unknown =>
  Array.isArray(part) ? part.map((one) => change(one as Loose)) : part === undefined ? undefined : change(part as Loose);

function themed(option: ChartOption, dark: boolean, mirrored: boolean): ChartOption {
  const text = dark ? '#b3bcc6' : '#4d5967';
  const line = dark ? '#2a323b' : '#e6e9ec';
  const axis = (one: Loose): Loose => ({
    ...one,
    axisLabel: { color: text, fontFamily: FONT, ...(one.axisLabel as Loose) },
    axisLine: { lineStyle: { color: line }, ...(one.axisLine as Loose) },
    axisTick: { show: false, ...(one.axisTick as Loose) },
    splitLine: { lineStyle: { color: line }, ...(one.splitLine as Loose) },
    nameTextStyle: { color: text, fontFamily: FONT, ...(one.nameTextStyle as Loose) },
  });
  const source = option as Loose;
  const xs = each(source.xAxis, (one) => ({ ...axis(one), ...(mirrored && one.inverse === undefined ? { inverse: true } : {}) }));
  const ys = each(source.yAxis, (one) => ({ ...axis(one), ...(mirrored && one.position === undefined && !Array.isArray(source.yAxis) ? { position: 'right' } : {}) }));
  return {
    color: dark ? chartColours.dark : chartColours.light,
    animationDuration: 300,
    animationDurationUpdate: 300,
    ...source,
    textStyle: { fontFamily: FONT, color: text, ...(source.textStyle as Loose) },
    grid: each(source.grid ?? {}, (one) => ({ left: 8, right: 8, top: 16, bottom: 8, containLabel: true, ...one })),
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: dark ? '#2a323b' : '#ffffff',
      borderColor: line,
      textStyle: { color: dark ? '#e8ecef' : '#17202b', fontFamily: FONT },
      ...(source.tooltip as Loose),
    },
    ...(source.legend === undefined ? {} : { legend: each(source.legend, (one) => ({ bottom: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, ...one, textStyle: { color: text, fontFamily: FONT } })) }),
    ...(source.series === undefined ? {} : { series: each(source.series, (one) => (one.label ? { ...one, label: { color: text, fontFamily: FONT, ...(one.label as Loose) } } : one)) }),
    ...(xs === undefined ? {} : { xAxis: xs }),
    ...(ys === undefined ? {} : { yAxis: ys }),
  } as ChartOption;
}
