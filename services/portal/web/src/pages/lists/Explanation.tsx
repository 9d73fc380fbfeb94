// Why a customer is on a list, or is not: each condition of the filter with what the card says.
import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Drawer } from 'antd';
import { useMemo } from 'react';
import type { TriedCondition } from '@/api/generated/marketing';
import { useAsk } from '@/api/hooks';
import { usePhone } from '@/app/theme';
import { useSettings } from '@/app/settings';
import { CustomerLink, Shown, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useWordNames } from '@/pages/analytics/names';
import { useCustomerName } from './CustomerName';
import { useFacts } from './facts';
import { treeModel, type Rule } from './filterModel';
import { readFilter } from './filterText';
import { ruleWords } from './FilterWords';
import { words } from './words';
import styles from './lists.module.css';

function Condition({ tried }: { tried: TriedCondition }) {
  const t = useWords(words);
  const facts = useFacts();
  const format = useFormat();
  const names = useWordNames();
  const said = useMemo(() => {
    try {
      const rule = treeModel(readFilter(tried.text ?? ''), facts.typeOf).children[0] as Rule;
      return ruleWords({ ...rule, negated: Boolean(rule.negated) !== Boolean(tried.negated) }, facts, t, format, names);
    } catch {
      return tried.text ?? '';
    }
  }, [tried, facts, t, format, names]);
  const value = useMemo(() => {
    if (tried.value === undefined || tried.value === '') return t('nothing_known');
    switch (facts.typeOf(tried.fact ?? '')) {
      case 'money': {
        const [amountMinor, currency] = tried.value.split(' ');
        return format.money({ amountMinor: amountMinor ?? '0', ...(currency ? { currency } : {}) });
      }
      case 'time': return format.date(Date.parse(`${tried.value}T12:00:00Z`));
      case 'number': return format.number(tried.value);
      case 'flag': case 'consent': return tried.value === 'yes' ? t('yes') : t('no');
      default: return facts.valueLabel(tried.fact ?? '', tried.value);
    }
  }, [tried, facts, t, format]);
  const good = Boolean(tried.holds) !== Boolean(tried.negated);
  return (
    <li className={styles.condition}>
      {good ? <CheckCircleFilled className={styles.good} aria-label={t('condition_holds')} /> : <CloseCircleFilled className={styles.bad} aria-label={t('condition_fails')} />}
      <span>{said}</span>
      <span className={styles.conditionValue}>{t('card_says')}: <bdi>{value}</bdi></span>
    </li>
  );
}

export function Explanation({ listId, customerId, dynamic, onClose }: { listId: string; customerId: string | undefined; dynamic: boolean; onClose: () => void }) {
  const t = useWords(words);
  const phone = usePhone();
  const { language } = useSettings();
  const name = useCustomerName(customerId);
  const asked = useAsk('marketing', 'explain_member', { listId, customerId: customerId ?? '' }, { enabled: Boolean(customerId), keep: false });
  return (
    <Drawer
      open={Boolean(customerId)}
      onClose={onClose}
      title={asked.data?.member === false ? t('member_why_not') : t('member_why_title')}
      placement={phone ? 'bottom' : language === 'fa' ? 'left' : 'right'}
      size={phone ? '80%' : 460}
    >
      {customerId && (
        <Shown of={asked} as="rows">
          {(answer) => (
            <div className={styles.why}>
              <div className="pv-between">
                <strong><CustomerLink id={answer.customerId} name={name} /></strong>
                <StateTag tone={answer.member ? 'good' : 'plain'}>{answer.member ? t('member_is') : t('member_is_not')}</StateTag>
              </div>
              {answer.member && <span className="pv-muted">{t('member_since')}: <When value={answer.sinceMs} as="dateTime" /></span>}
              {!dynamic && <p>{answer.member ? t('member_by_hand') : t('member_not_by_hand')}</p>}
              <ul className={styles.rules}>{(answer.conditions ?? []).map((one, at) => <Condition key={at} tried={one} />)}</ul>
              <NextCheck at={answer.nextCheckMs} />
            </div>
          )}
        </Shown>
      )}
    </Drawer>
  );
}

function NextCheck({ at }: { at: string | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  return at ? <p className="pv-muted">{t('member_next_check', { when: format.relative(at) })}</p> : null;
}
