// The RFM grid: recency against frequency, five by five, each cell a link to its customers. A table, so it needs no second one.
import { Segmented } from 'antd';
import { useState, type CSSProperties } from 'react';
import { Link } from 'react-router-dom';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import type { Counters } from './useCounters';
import { words } from './words';
import styles from './analytics.module.css';

type Measure = 'count' | 'spent' | 'mean';
const scores = [1, 2, 3, 4, 5] as const;

export function RfmGrid({ counters }: { counters: Counters }) {
  const t = useWords(words);
  const format = useFormat();
  const [measure, setMeasure] = useState<Measure>('count');
  const cells = new Map(counters.of('rf').map((cell) => [cell.value, cell]));
  const total = [...cells.values()].reduce((sum, cell) => sum + cell.count, 0);
  const money = (minor: number): string => format.money({ amountMinor: minor, currency: counters.currency }, true);
  const weightOf = (r: number, f: number): number => {
    const cell = cells.get(`${r}${f}`);
    if (!cell) return 0;
    return measure === 'count' ? cell.count : measure === 'spent' ? cell.spentMinor : cell.spentMinor / cell.count;
  };
  const most = Math.max(1, ...scores.flatMap((r) => scores.map((f) => weightOf(r, f))));
  return (
    <section className="pv-panel" aria-labelledby="rfm-title">
      <div className="pv-panel-head">
        <div><h2 id="rfm-title">{t('rfm_title')}</h2><p className="pv-muted">{t('rfm_hint')}</p></div>
        <Segmented<Measure>
          aria-label={t('rfm_measure')}
          value={measure}
          onChange={setMeasure}
          options={[{ value: 'count', label: t('rfm_by_count') }, { value: 'spent', label: t('rfm_by_spent') }, { value: 'mean', label: t('rfm_by_mean') }]}
        />
      </div>
      <div className={styles.gridScroll}>
        <table className={styles.grid}>
          <caption className="pv-sr">{t('rfm_title')}</caption>
          <tbody>
            {[...scores].reverse().map((r) => (
              <tr key={r}>
                <th scope="row" className={styles.axis}>
                  <span className="pv-sr">{t('recency')}</span> {format.number(r)}
                  {r === 5 && <small>{t('recent_most')}</small>}
                  {r === 1 && <small>{t('recent_least')}</small>}
                </th>
                {scores.map((f) => {
                  const cell = cells.get(`${r}${f}`);
                  const weight = Math.sqrt(weightOf(r, f) / most);
                  const label = t('cell_label', { r, f, count: cell?.count ?? 0, share: format.percent(total ? (cell?.count ?? 0) / total : 0, 1), spent: money(cell?.spentMinor ?? 0) });
                  return (
                    <td key={f}>
                      <Link
                        to={`/customers?rf=${r}${f}`}
                        className={styles.cell}
                        aria-label={label}
                        title={label}
                        style={{ '--weight': weight.toFixed(2) } as CSSProperties}
                      >
                        <b>{!cell ? '·' : measure === 'count' ? format.number(cell.count) : measure === 'spent' ? money(cell.spentMinor) : money(cell.spentMinor / cell.count)}</b>
                        <small>{cell && (measure === 'count' ? format.percent(cell.count / Math.max(1, total), 1) : t('cell_customers', { count: cell.count }))}</small>
                      </Link>
                    </td>
                  );
                })}
              </tr>
            ))}
            <tr>
              <td className={styles.axis} aria-hidden>{t('recency')} ↑</td>
              {scores.map((f) => (
                <th key={f} scope="col" className={styles.axis}>
                  <span className="pv-sr">{t('frequency')}</span> {format.number(f)}
                  {f === 1 && <small>{t('often_least')}</small>}
                  {f === 5 && <small>{t('often_most')}</small>}
                </th>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <p className={styles.axisName}>{t('frequency')} <span className="pv-flip" aria-hidden>→</span></p>
    </section>
  );
}
