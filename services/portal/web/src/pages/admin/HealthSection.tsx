// Health of the departments: who answers, and how far the portal has heard each.
import { useAsk } from '@/api/hooks';
import { Shown, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useLive } from '@/live/LiveProvider';
import { words } from './words';

const EVERY_MS = 5_000;
const DEPARTMENTS = ['sales', 'marketing', 'support', 'loyalty', 'analytics'] as const;

export function HealthSection() {
  const t = useWords(words);
  const format = useFormat();
  const { silent } = useLive();
  const departments = useAsk('portal', 'list_departments', {}, { refetchEveryMs: EVERY_MS });
  return (
    <Shown of={departments} as="tiles">
      {(page) => (
        <div className="pv-tiles pv-tiles-wide">
          {DEPARTMENTS.map((source) => {
            const row = page.rows?.find((one) => one.source === source) ?? { source };
            const health = silent[source];
            const away = Boolean(row.silent || health);
            return (
              <section key={source} className="pv-panel" aria-label={t(source)}>
                <div className="pv-panel-head">
                  <h2>{t(source)}</h2>
                  {away ? <StateTag tone="bad">{t('silent')}</StateTag> : <StateTag tone="good">{t('answers')}</StateTag>}
                </div>
                <dl className="pv-facts">
                  {away && <><dt>{t('silent')}</dt><dd>{t('since', { time: format.dateTime(health?.sinceMs ?? row.silentSinceMs) })}</dd></>}
                  <dt>{t('lag')}</dt><dd className={Number(row.lag ?? 0) > 0 ? 'pv-warn' : undefined}>{format.number(Number(row.lag ?? 0))}</dd>
                  <dt>{t('heard')}</dt><dd>{format.number(row.sequence ?? '0')}{row.head && row.head !== row.sequence && <span className="pv-muted"> / {format.number(row.head)}</span>}</dd>
                  <dt>{t('heard_at')}</dt><dd><When value={row.recordedAtMs} /></dd>
                </dl>
              </section>
            );
          })}
        </div>
      )}
    </Shown>
  );
}
