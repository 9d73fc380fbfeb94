// What the departments say of a customer, one tile for each fact.
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Overview } from '@/api/generated/portal';
import { Money, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './customer.module.css';

export function Tiles({ overview }: { overview: Overview }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const { sales, support, loyalty, analytics } = overview.card!;
  const customerId = overview.card!.customerId;
  const openDeals = Number(sales?.openDeals ?? 0);
  const openCases = Number(support?.openCases ?? 0);
  const last = analytics?.lastPurchaseMs ?? sales?.lastPurchaseMs;
  const bad = support?.worstSeverity === 'severe' || support?.worstSeverity === 'critical';
  return (
    <section aria-label={t('tiles')} className={styles.tiles}>
      <Tile source="sales" label={t('tile_deals')} value={format.number(openDeals)} more={openDeals > 0 && sales?.openValue ? <Money value={sales.openValue} compact /> : undefined} />
      <Tile source="support" label={t('tile_cases')} value={format.number(openCases)} tone={bad && openCases > 0 ? styles.bad : undefined} more={openCases > 0 && support?.worstSeverity && support.worstSeverity !== 'none' ? t('tile_worst', { severity: t(`severity_${support.worstSeverity}` as 'severity_minor') }) : support?.lastSatisfaction ? t('tile_satisfaction', { count: Number(support.lastSatisfaction) }) : undefined} />
      <Tile
        source="loyalty"
        label={t('tile_points')}
        to={loyalty?.tier || loyalty?.memberSinceMs ? `/loyalty/members/${customerId}` : undefined}
        value={loyalty?.memberSinceMs || loyalty?.tier ? format.number(loyalty.points ?? 0) : t('tile_no_member')}
        quiet={!loyalty?.memberSinceMs && !loyalty?.tier}
        more={loyalty?.memberSinceMs ? t('tile_member_since', { time: format.date(loyalty.memberSinceMs) }) : undefined}
      />
      <Tile
        source="analytics"
        label={t('tile_rfm')}
        quiet={!analytics?.rfmCell}
        value={analytics?.rfmCell ? <Rfm r={analytics.recencyScore} f={analytics.frequencyScore} m={analytics.monetaryScore} cell={analytics.rfmCell} /> : t('tile_unscored')}
        more={analytics?.segment ? nameOf(analytics.segment) : undefined}
      />
      <Tile source="analytics" label={t('tile_spent')} value={analytics?.spent ? <Money value={analytics.spent} compact /> : '—'} more={analytics?.purchases ? t('tile_purchases', { count: Number(analytics.purchases) }) : undefined} />
      <Tile source="sales" label={t('tile_last')} quiet={!last} value={last ? <When value={last} /> : t('tile_never')} more={last ? format.date(last) : undefined} />
    </section>
  );
}

function Tile({ source, label, value, more, tone, quiet, to }: { source: string; label: string; value: ReactNode; more?: ReactNode; tone?: string | undefined; quiet?: boolean; to?: string | undefined }) {
  const body = (
    <>
      <span className={styles.tileLabel}>{label}</span>
      <span className={[styles.tileValue, tone, quiet && styles.tileQuiet].filter(Boolean).join(' ')}>{value}</span>
      <span className={styles.tileMore}>{more ?? <>&nbsp;</>}</span>
    </>
  );
  const classes = `${styles.tile} pv-from-${source}`;
  return to ? <Link to={to} className={classes}>{body}</Link> : <div className={classes}>{body}</div>;
}

function Rfm({ r, f, m, cell }: { r: number | undefined; f: number | undefined; m: number | undefined; cell: string }) {
  const t = useWords(words);
  const format = useFormat();
  const scores = [r ?? Number(cell[0]), f ?? Number(cell[1]), m ?? Number(cell[2])];
  return (
    <span role="img" aria-label={t('rfm_label', { r: scores[0], f: scores[1], m: scores[2] })} className={styles.rfm}>
      {scores.map((score, index) => <i key={index} data-score={score} aria-hidden>{format.digits(score)}</i>)}
    </span>
  );
}
