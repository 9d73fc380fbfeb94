// Where the scores of recency, frequency and amount begin.
import { useAsk } from '@/api/hooks';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

export function Cuts() {
  const t = useWords(words);
  const format = useFormat();
  const { data } = useAsk('analytics', 'get_rfm_cuts', {});
  if (!data) return null;
  const cell = (values: string[] | undefined, at: number, show: (value: string) => string): string => (values?.[at] === undefined ? '—' : show(values[at]!));
  return (
    <section className="pv-panel" aria-labelledby="cuts-title">
      <div className="pv-panel-head"><div><h2 id="cuts-title">{t('cuts_title')}</h2><p className="pv-muted">{t('cuts_hint')}</p></div></div>
      <div className="pv-table-scroll" tabIndex={0} role="group" aria-label={t('cuts_title')}>
        <table className="pv-table">
          <thead><tr><th scope="col">{t('cut_score')}</th><th scope="col">{t('recency')}</th><th scope="col">{t('frequency')}</th><th scope="col">{t('monetary')}</th></tr></thead>
          <tbody>
            {[3, 2, 1, 0].map((at) => (
              <tr key={at}>
                <th scope="row">{format.number(at + 2)}</th>
                <td>{cell(data.recencyDays, at, (value) => t('cut_days', { count: Number(value) }))}</td>
                <td>{cell(data.frequency, at, (value) => t('cut_purchases', { count: Number(value) }))}</td>
                <td>{cell(data.monetaryMinor, at, (value) => format.money({ amountMinor: value, currency: data.currency ?? '' }))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
