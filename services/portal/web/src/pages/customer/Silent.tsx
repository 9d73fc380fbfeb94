// Says what is missing on the page, of which department and since when.
import { Alert } from 'antd';
import type { DepartmentHeard } from '@/api/generated/portal';
import { useLive } from '@/live/LiveProvider';
import { toMs, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';

const BEHIND_FROM = 200;

export function Silent({ sources }: { sources: DepartmentHeard[] }) {
  const t = useWords(words);
  const format = useFormat();
  const { silent: told } = useLive();
  const silent = sources.filter((one) => one.silent || told[one.source ?? '']);
  for (const name of Object.keys(told)) if (!silent.some((one) => one.source === name)) silent.push({ source: name });
  const behind = sources.filter((one) => !silent.includes(one) && Number(one.lag ?? 0) > BEHIND_FROM);
  if (silent.length === 0 && behind.length === 0) return null;
  const times = silent.map((one) => toMs(one.silentSinceMs) ?? toMs(told[one.source ?? '']?.sinceMs) ?? toMs(one.recordedAtMs)).filter((ms): ms is number => ms !== undefined);
  return (
    <div className="pv-gap" data-testid="silent-departments">
      {silent.length > 0 && (
        <Alert
          type="warning"
          showIcon
          role="status"
          title={t('silent', {
            count: silent.length,
            list: format.list(silent.map((one) => t(one.source as 'sales'))),
            time: times.length > 0 ? format.dateTime(Math.min(...times)) : '…',
          })}
        />
      )}
      {behind.map((one) => (
        <Alert key={one.source} type="info" showIcon role="status" title={t('behind', { department: t(one.source as 'sales'), count: Number(one.lag) })} />
      ))}
    </div>
  );
}
