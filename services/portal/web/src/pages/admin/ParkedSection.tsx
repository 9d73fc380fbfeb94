// Parked events of each department: why they wait, and letting them go.
import { useQueryClient } from '@tanstack/react-query';
import { useAsk, useTell } from '@/api/hooks';
import type { Department } from '@/api/client';
import { Panel } from '@/components/Panel';
import { ConfirmButton, CustomerLink, EmptyState, ErrorState, Loading, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';

const DEPARTMENTS: Department[] = ['sales', 'marketing', 'support', 'loyalty', 'analytics', 'portal'];
const EVERY_MS = 15_000;

export function ParkedSection() {
  return <div className="pv-stack">{DEPARTMENTS.map((department) => <ParkedOf key={department} department={department} />)}</div>;
}

function ParkedOf({ department }: { department: Department }) {
  const t = useWords(words);
  const nameOf = useNames();
  const format = useFormat();
  const cache = useQueryClient();
  const parked = useAsk(department, 'list_parked', { limit: 100 }, { refetchEveryMs: EVERY_MS });
  const release = useTell(department, 'release_parked', { done: t('parked_released'), onDone: () => void cache.invalidateQueries({ queryKey: [department, 'list_parked'] }) });
  const drop = useTell(department, 'release_parked', { done: t('parked_dropped') });
  const rows = parked.data?.rows ?? [];
  return (
    <Panel title={t(department)} actions={<span className="pv-muted">{parked.data && t('rows', { count: rows.length })}</span>}>
      {parked.error && !parked.data && <ErrorState problem={parked.error} onAgain={() => void parked.refetch()} />}
      {parked.isPending && <Loading as="line" />}
      {parked.data && rows.length === 0 && <p className="pv-muted">{t('parked_none')}</p>}
      {rows.length > 0 && (
        <div className="pv-table-scroll" tabIndex={0} role="group" aria-label={t('parked')}>
          <table className="pv-table">
            <thead>
              <tr>
                <th scope="col">{t('parked_event')}</th><th scope="col">{t('parked_reason')}</th><th scope="col">{t('parked_about')}</th>
                <th scope="col">{t('parked_place')}</th><th scope="col">{t('audit_when')}</th><th scope="col"><span className="pv-sr">{t('actions')}</span></th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.number}>
                  <td><code dir="ltr">{row.type?.replace(/^payvand\./, '')}</code></td>
                  <td><strong>{nameOf(row.reason)}</strong><div className="pv-muted">{row.detail}</div></td>
                  <td><CustomerLink id={row.subject} /></td>
                  <td>{row.source && t(row.source as 'sales')} {format.number(row.sequence)}</td>
                  <td><When value={row.atMs} /></td>
                  <td>
                    <span className="pv-row">
                      <ConfirmButton size="small" question={t('parked_release')} detail={t('parked_release_question')} onConfirm={() => release.tell({ number: row.number ?? '0' })}>{t('parked_release')}</ConfirmButton>
                      <ConfirmButton size="small" danger question={t('parked_drop')} detail={t('parked_drop_question')} onConfirm={() => drop.tell({ number: row.number ?? '0', drop: true })}>{t('parked_drop')}</ConfirmButton>
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {parked.data === undefined && !parked.isPending && !parked.error && <EmptyState hint={t('parked_hint')} />}
    </Panel>
  );
}
