// Health of the departments: who answers, and how far the portal has heard each; and of the portal, which is what answers here.
import type { DepartmentHeard } from '@/api/generated/portal';
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
  const { silent, connected } = useLive();
  const departments = useAsk('portal', 'list_departments', {}, { refetchEveryMs: EVERY_MS });
  return (
    <Shown of={departments} as="tiles">
      {(page) => (
        <div className="pv-tiles pv-tiles-wide">
          {DEPARTMENTS.map((source) => {
            const row = page.rows?.find((one) => one.source === source) ?? { source };
            const health = silent[source];
            const away = Boolean(row.silent || health);
            const behind = Number(row.lag ?? 0);
            return (
              <section key={source} className="pv-panel" aria-label={t(source)}>
                <div className="pv-panel-head">
                  <h2>{t(source)}</h2>
                  {away ? <StateTag tone="bad">{t('silent')}</StateTag> : <StateTag tone="good">{t('answers')}</StateTag>}
                </div>
                <dl className="pv-facts">
                  {away && <><dt>{t('silent')}</dt><dd>{t('since', { time: format.dateTime(health?.sinceMs ?? row.silentSinceMs) })}</dd></>}
                  <dt>{t('lag')}</dt><dd className={behind > 0 ? 'pv-warn' : undefined}>{format.number(behind)}</dd>
                  <dt>{t('heard')}</dt><dd>{behind > 0 ? t('heard_of', { heard: Number(row.sequence ?? 0), head: Number(row.head ?? 0) }) : format.number(row.head ?? row.sequence ?? '0')}</dd>
                  <dt>{t('heard_at')}</dt><dd><When value={row.recordedAtMs} /></dd>
                </dl>
              </section>
            );
          })}
          <Portal rows={page.rows ?? []} connected={connected} />
        </div>
      )}
    </Shown>
  );
}

function Portal({ rows, connected }: { rows: DepartmentHeard[]; connected: boolean | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const behind = rows.reduce((sum, row) => sum + Number(row.lag ?? 0), 0);
  const newest = rows.reduce((most, row) => Math.max(most, Number(row.recordedAtMs ?? 0)), 0);
  return (
    <section className="pv-panel" aria-label={t('portal')}>
      <div className="pv-panel-head">
        <h2>{t('portal')}</h2>
        <StateTag tone="good">{t('answers')}</StateTag>
      </div>
      <dl className="pv-facts">
        <dt>{t('live')}</dt><dd className={connected === false ? 'pv-warn' : undefined}>{t(connected === false ? 'live_closed' : 'live_open')}</dd>
        <dt>{t('lag_all')}</dt><dd className={behind > 0 ? 'pv-warn' : undefined}>{format.number(behind)}</dd>
        {newest > 0 && <><dt>{t('heard_at')}</dt><dd><When value={String(newest)} /></dd></>}
      </dl>
    </section>
  );
}
