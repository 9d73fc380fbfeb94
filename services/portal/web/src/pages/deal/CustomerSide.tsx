// The customer beside a deal: how to reach, worth, what else is open.
import { useAsk } from '@/api/hooks';
import { Panel } from '@/components/Panel';
import { CustomerLink, Shown, StateTag } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words as customerWords } from '@/pages/customer/words';
import { words } from '@/pages/deals/words';
import styles from '@/pages/deals/deals.module.css';

export function CustomerSide({ customerId }: { customerId: string }) {
  const t = useWords(words);
  const c = useWords(customerWords);
  const format = useFormat();
  const nameOf = useNames();
  const overview = useAsk('portal', 'get_overview', { customerId, timelineLimit: 1 });
  return (
    <Panel title={t('customer_side')}>
      <Shown of={overview} as="rows">
        {({ card, counts }) => (
          <>
            <div className="pv-row">
              <strong><CustomerLink id={card?.customerId} name={card?.displayName} /></strong>
              {card?.loyalty?.tier && <StateTag tone="strong">{nameOf(card.loyalty.tier)}</StateTag>}
              {card?.analytics?.segment && <StateTag tone="plain">{nameOf(card.analytics.segment)}</StateTag>}
            </div>
            <dl className={`${styles.facts} ${styles.two}`}>
              {(card?.identifiers ?? []).filter((one) => one.kind === 'EMAIL_ADDRESS' || one.kind === 'PHONE_NUMBER').slice(0, 3).map((one) => (
                <div key={`${one.kind} ${one.value}`} className={styles.wide}>
                  <dt>{nameOf(one.kind)}</dt>
                  <dd><a href={`${one.kind === 'EMAIL_ADDRESS' ? 'mailto' : 'tel'}:${one.value}`} dir="ltr">{one.kind === 'PHONE_NUMBER' ? format.digits(one.value) : one.value}</a></dd>
                </div>
              ))}
              <div><dt>{c('tile_points')}</dt><dd>{card?.loyalty?.tier ? format.number(card.loyalty.points ?? 0) : '—'}</dd></div>
              <div><dt>{c('tile_cases')}</dt><dd>{format.number(card?.support?.openCases ?? 0)}</dd></div>
              <div><dt>{c('tile_deals')}</dt><dd>{format.number(counts?.find((count) => count.kind === 'ITEM_DEAL')?.open ?? 0)}</dd></div>
              <div><dt>{c('tile_spent')}</dt><dd>{card?.analytics?.spent ? format.money(card.analytics.spent) : '—'}</dd></div>
            </dl>
          </>
        )}
      </Shown>
    </Panel>
  );
}
