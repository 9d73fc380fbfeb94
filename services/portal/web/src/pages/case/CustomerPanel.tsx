// Who asks: the customer's standing with all departments, beside the case. Comes from the portal's own card, so it shows while
// departments are down.
import { RightOutlined } from '@ant-design/icons';
import { Link } from 'react-router-dom';
import type { Case } from '@/api/generated/support';
import { useAsk } from '@/api/hooks';
import { CustomerLink, Money, PersonIcon, Shown, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from '@/pages/cases/words';
import { PriorityMark } from '@/pages/cases/PriorityMark';
import { Satisfaction } from './Satisfaction';
import styles from '@/pages/cases/cases.module.css';

export function CustomerPanel({ record }: { record: Case }) {
  const t = useWords(words);
  const format = useFormat();
  const customerId = record.customerId ?? '';
  const card = useAsk('portal', 'get_customer', { customerId }, { enabled: customerId !== '' });
  const cases = useAsk('support', 'list_cases_of_customer', { customerId, limit: 8 }, { enabled: customerId !== '' });
  const others = (cases.data?.rows ?? []).filter((row) => row.caseId !== record.caseId);
  return (
    <>
      <section className={styles.panel} aria-labelledby="case-customer">
        <h2 className={styles.panelTitle} id="case-customer">{t('customer_panel')}</h2>
        <Shown of={card} as="rows">
          {(data) => (
            <>
              <div className={styles.bar}>
                <PersonIcon name={data.displayName} />
                <div className={styles.subject}>
                  <strong><CustomerLink id={data.customerId} name={data.displayName} /></strong>
                  <span className={styles.small}>
                    {data.identifiers?.find((one) => one.kind === 'PHONE_NUMBER' || one.kind === 'EMAIL_ADDRESS') && (
                      <bdi dir="ltr">{data.identifiers.find((one) => one.kind === 'PHONE_NUMBER' || one.kind === 'EMAIL_ADDRESS')?.value}</bdi>
                    )}
                  </span>
                </div>
              </div>
              <dl className={styles.factList}>
                {data.loyalty?.tier && <><dt>{t('tier')}</dt><dd><StateTag value={data.loyalty.tier} tone="strong" /></dd></>}
                {data.loyalty && <><dt>{t('points')}</dt><dd className="pv-number"><Link className="pv-link" to={`/loyalty/${customerId}`}>{format.number(data.loyalty.points ?? 0)}</Link></dd></>}
                {data.analytics?.segment && <><dt>{t('segment')}</dt><dd><StateTag value={data.analytics.segment} /></dd></>}
                {data.analytics?.valueTier && <><dt>{t('value_tier')}</dt><dd><StateTag value={data.analytics.valueTier} /></dd></>}
                {data.analytics?.lifecycle && <><dt>{t('lifecycle')}</dt><dd><StateTag value={data.analytics.lifecycle} /></dd></>}
                {data.analytics?.spent && <><dt>{t('spent')}</dt><dd><Money value={data.analytics.spent} /></dd></>}
                {(data.analytics?.lastPurchaseMs ?? data.sales?.lastPurchaseMs) && <><dt>{t('last_purchase')}</dt><dd><When value={data.sales?.lastPurchaseMs ?? data.analytics?.lastPurchaseMs} /></dd></>}
                {data.support?.lastSatisfaction ? <><dt>{t('satisfaction')}</dt><dd><Satisfaction score={data.support.lastSatisfaction} /></dd></> : null}
              </dl>
              <Link className="pv-link" to={`/customers/${customerId}`}>{t('customer_open')} <RightOutlined className="pv-flip" aria-hidden /></Link>
            </>
          )}
        </Shown>
      </section>
      {others.length > 0 && (
        <section className={styles.panel} aria-labelledby="case-others">
          <h2 className={styles.panelTitle} id="case-others">{t('other_cases')}</h2>
          <ul className={styles.others}>
            {others.map((other) => (
              <li key={other.caseId} className={styles.other}>
                <span className={styles.subject}>
                  <Link className="pv-link" to={`/cases/${other.caseId}`}><bdi>{other.subject}</bdi></Link>
                  <span className={styles.small}><bdi>{format.digits(other.number)}</bdi> · <When value={other.openedAtMs} /></span>
                </span>
                <span className={styles.bar}><PriorityMark priority={other.priority} compact /><StateTag value={other.state} /></span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
