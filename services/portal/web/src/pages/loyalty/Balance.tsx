// What a member has: points to spend, the way to the next tier, and when points expire.
import { Alert } from 'antd';
import type { Lot, MemberView, Programme, Tier } from '@/api/generated/loyalty';
import { useAskPages } from '@/api/hooks';
import { EmptyState } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useTierName } from './MembersPage';
import { words } from './words';
import styles from './loyalty.module.css';

const SOON_MS = 60 * 86_400_000;
const NEVER = '9223372036854775807';

export function Balance({ view }: { view: MemberView }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <section className="pv-panel" aria-labelledby="member-balance">
      <div className="pv-panel-head"><h2 id="member-balance">{t('balance')}</h2>{(view.accounts?.length ?? 0) > 1 && <span className="pv-muted">{t('joined_accounts', { count: view.accounts!.length })}</span>}</div>
      <div className={styles.balance}>
        <div><span className={styles.big}>{format.number(view.joinedPoints ?? 0)}</span> <span className="pv-muted">{t('to_spend')}</span></div>
        <div className={styles.parts}>
          {Number(view.joinedPendingPoints ?? 0) > 0 && <span title={t('pending_hint')}>{t('pending')}: <b className="pv-number">{format.number(view.joinedPendingPoints)}</b></span>}
          {Number(view.joinedDebtPoints ?? 0) !== 0 && <span title={t('debt_hint')} className="pv-bad">{t('debt')}: <b className="pv-number">{format.number(Math.abs(Number(view.joinedDebtPoints)))}</b></span>}
          <span>{t('earned')}: <b className="pv-number">{format.number(view.member?.earnedPoints ?? 0)}</b></span>
        </div>
      </div>
    </section>
  );
}

/** Tiers from the lowest to the highest as a ladder; the present one and the share of the way to the next are filled. */
export function TierLadder({ view, programme }: { view: MemberView; programme: Programme }) {
  const t = useWords(words);
  const format = useFormat();
  const tierName = useTierName();
  const tiers: Tier[] = [...(programme.tiers ?? [])].reverse();
  const at = Math.max(0, tiers.findIndex((tier) => tier.tier === view.member?.tier));
  const next = tiers[at + 1];
  const qualifying = Number(view.qualifying ?? 0);
  const spend = programme.tierBasis === 'TIER_BY_SPEND';
  const show = (amount: number): string => (spend ? format.money({ amountMinor: amount, currency: programme.tierCurrency ?? '' }) : format.number(amount));
  const low = Number(tiers[at]?.minimum ?? 0);
  const share = next ? Math.min(1, Math.max(0, (qualifying - low) / Math.max(1, Number(next.minimum) - low))) : 1;
  return (
    <section className="pv-panel" aria-labelledby="member-tier">
      <div className="pv-panel-head"><h2 id="member-tier">{t('tier_progress')}</h2><span className="pv-muted">{t('tier_qualifying', { count: show(qualifying) })}</span></div>
      <p>{next ? t('tier_need', { count: show(Math.max(0, Number(next.minimum) - qualifying)), tier: tierName(next.tier) }) : t('tier_top')}</p>
      <ol className={styles.ladder}>
        {tiers.map((tier, index) => {
          const fill = index < at ? 100 : index === at ? Math.round(share * 100) : 0;
          return (
            <li key={tier.tier} className={styles.step} data-now={index === at} aria-current={index === at ? 'step' : undefined}>
              <span className={styles.rung} aria-hidden><span className={styles.rungFill} style={{ width: `${fill}%` }} /></span>
              <span>{tierName(tier.tier)}</span>
              <span>{t('tier_minimum', { count: show(Number(tier.minimum ?? 0)) })}</span>
            </li>
          );
        })}
      </ol>
      {view.member?.tierReviewAtMs && <p className="pv-muted">{t('tier_keeps', { tier: tierName(view.member.tier), date: format.date(view.member.tierReviewAtMs) })}</p>}
    </section>
  );
}

export function Lots({ customerId }: { customerId: string }) {
  const t = useWords(words);
  const format = useFormat();
  const pages = useAskPages('loyalty', 'list_lots', { customerId, limit: 50 });
  const most = Math.max(1, ...pages.rows.map((lot) => Number(lot.points ?? 0)));
  const soon = pages.rows.filter((lot) => !lot.pending && lot.expiresAtMs !== NEVER && Number(lot.expiresAtMs) < Date.now() + SOON_MS).reduce((sum, lot) => sum + Number(lot.points ?? 0), 0);
  return (
    <section className="pv-panel" aria-labelledby="member-lots">
      <div className="pv-panel-head"><h2 id="member-lots">{t('expiring')}</h2></div>
      {soon > 0 && <Alert type="warning" showIcon className="pv-form-problem" title={t('expiring_soon', { count: soon })} />}
      {!pages.isPending && pages.rows.length === 0 && <EmptyState title={t('lots_empty')} />}
      <ul className={styles.lots}>
        {pages.rows.map((lot) => <LotLine key={`${lot.customerId} ${lot.lotId} ${lot.expiresAtMs}`} lot={lot} most={most} when={lot.expiresAtMs === NEVER ? t('never') : format.date(lot.expiresAtMs)} />)}
      </ul>
    </section>
  );
}

function LotLine({ lot, most, when }: { lot: Lot; most: number; when: string }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <li className={styles.lot} data-pending={Boolean(lot.pending)}>
      <span>{t('expires')}: {when} {lot.pending && <span className="pv-muted">({t('lot_pending')})</span>}</span>
      <b className="pv-number">{format.number(lot.points ?? 0)}</b>
      <span className={styles.lotBar} aria-hidden><i style={{ width: `${(Number(lot.points ?? 0) / most) * 100}%` }} /></span>
    </li>
  );
}
