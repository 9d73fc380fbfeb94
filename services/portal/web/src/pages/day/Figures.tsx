// Today's figures of a person's roles, each with the week before as small bars.
import { useMemo } from 'react';
import { useAsk } from '@/api/hooks';
import { useSession } from '@/app/session';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './day.module.css';

const DAY_MS = 86_400_000;
const DAYS = 7;

const ofRole: [role: string, names: string[]][] = [
  ['seller', ['leads_captured', 'deals_won', 'invoices_paid', 'activities_done']],
  ['agent', ['cases_opened', 'cases_resolved']],
  ['marketer', ['responses_recorded', 'customers_introduced', 'leads_captured']],
  ['clerk', ['points_earned', 'points_redeemed', 'members_enrolled']],
  ['analyst', ['invoices_paid', 'customers_introduced']],
  ['manager', ['leads_captured', 'deals_won', 'invoices_paid', 'cases_opened', 'cases_resolved']],
];
const MOST = 6;

export function Figures() {
  const t = useWords(words);
  const { has } = useSession();
  const manages = has('manager');
  const names = useMemo(() => {
    const roles = ofRole.filter(([role]) => (manages ? role === 'manager' : has(role)));
    return [...new Set(roles.flatMap(([, own]) => own))].slice(0, MOST);
  }, [has, manages]);
  const start = useMemo(() => {
    const now = new Date();
    return new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  }, []);
  const asked = useAsk('portal', 'list_figures', {
    names, fromMs: String(start - (DAYS - 1) * DAY_MS), toMs: String(start + DAY_MS), hours: 24, zoneMinutes: -new Date().getTimezoneOffset(),
  }, { enabled: names.length > 0 });
  if (names.length === 0) return null;
  return (
    <section aria-label={t('figures')} className="pv-tiles">
      {names.map((name) => {
        const days = Array.from({ length: DAYS }, () => ({ count: 0, points: 0, amounts: new Map<string, number>() }));
        for (const row of asked.data?.rows ?? []) {
          if (row.name !== name) continue;
          const day = days[Math.min(DAYS - 1, Math.max(0, Math.round((Number(row.fromMs) - start) / DAY_MS) + DAYS - 1))]!;
          day.count += Number(row.count ?? 0);
          day.points += Number(row.points ?? 0);
          for (const amount of row.amounts ?? []) day.amounts.set(amount.currency ?? '', (day.amounts.get(amount.currency ?? '') ?? 0) + Number(amount.amountMinor ?? 0));
        }
        return <FigureTile key={name} name={name} days={days} loading={asked.isPending} />;
      })}
    </section>
  );
}

interface Day {
  count: number;
  points: number;
  amounts: Map<string, number>;
}

function FigureTile({ name, days, loading }: { name: string; days: Day[]; loading: boolean }) {
  const t = useWords(words);
  const format = useFormat();
  const points = name.startsWith('points_');
  const sizes = days.map((day) => (points ? day.points : day.count));
  const most = Math.max(1, ...sizes);
  const today = days[days.length - 1]!;
  const [currency, minor] = [...today.amounts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return (
    <div className={`pv-tile ${styles.figure}`}>
      <div className="pv-tile-label">{t(`figure_${name}` as 'figure_deals_won')}</div>
      <div className="pv-tile-value">{loading ? '…' : points ? format.compact(today.points) : format.number(today.count)}</div>
      <div className="pv-tile-note">{minor ? format.money({ amountMinor: minor, currency: currency ?? '' }, true) : t('figure_before', { count: points ? format.compact(sizes[sizes.length - 2]) : format.number(sizes[sizes.length - 2]) })}</div>
      <div className={styles.bars} role="img" aria-label={t('figure_week', { list: format.list(sizes.map((size) => format.number(size))) })}>
        {sizes.map((size, at) => <i key={at} data-today={at === DAYS - 1} style={{ height: `${Math.max(6, (size / most) * 100)}%` }} />)}
      </div>
    </div>
  );
}
