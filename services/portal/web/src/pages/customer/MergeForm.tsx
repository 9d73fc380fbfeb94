// Shows two customers side by side with what they will be once joined, and joins them.
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Card, FactRegister } from '@/api/generated/pv';
import { useAsk, useTell } from '@/api/hooks';
import { useSettings } from '@/app/settings';
import { ErrorState, Loading } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { factText, factsInOrder, languageName } from './facts';
import { factWord } from './useHappenings';
import { words } from './words';
import styles from './customer.module.css';

export function MergeForm({ customerId, otherId, onClose }: { customerId: string; otherId: string | undefined; onClose: () => void }) {
  const t = useWords(words);
  const navigate = useNavigate();
  const one = useAsk('portal', 'get_customer', { customerId }, { enabled: Boolean(otherId) });
  const two = useAsk('portal', 'get_customer', { customerId: otherId ?? '' }, { enabled: Boolean(otherId), keep: false });
  const trouble = [one, two].find((card) => card.error && !card.data);
  const { tell, isPending } = useTell('portal', 'merge_customers', { done: t('merged_done') });
  return (
    <Modal
      open={Boolean(otherId)}
      width={900}
      title={t('merge_title')}
      onCancel={onClose}
      okText={t('merge')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !two.data }}
      confirmLoading={isPending}
      onOk={() => void tell({ customerId, otherIds: [otherId!] }).then((joined) => {
        onClose();
        const canonical = joined.canonicalId ?? joined.customerId;
        if (canonical && canonical !== customerId) void navigate(`/customers/${canonical}`, { replace: true });
      }, () => undefined)}
    >
      <p className="pv-muted">{t('merge_about')}</p>
      {trouble ? <ErrorState problem={trouble.error!} onAgain={() => void trouble.refetch()} /> : one.data && two.data ? <Compare one={one.data} two={two.data} /> : <Loading as="rows" />}
    </Modal>
  );
}

function Compare({ one, two }: { one: Card; two: Card }) {
  const t = useWords(words);
  const { language } = useSettings();
  const format = useFormat();
  const nameOf = useNames();
  const registers = (card: Card) => new Map(factsInOrder(card.facts).map((register) => [register.fact!.name!, register]));
  const [left, right] = [registers(one), registers(two)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const value = (register: FactRegister | undefined): string => {
    const fact = register?.fact;
    return fact?.name === 'language' && fact.text ? languageName(fact.text, language) : factText(fact, format, t('yes'), t('no'));
  };
  const newest = (a: FactRegister | undefined, b: FactRegister | undefined): string => {
    if (!a || !b) return value(a ?? b);
    return value(BigInt(a.hlc ?? 0) >= BigInt(b.hlc ?? 0) ? a : b);
  };
  const identifiers = (card: Card): string => (card.identifiers ?? []).map((identifier) => identifier.value).filter(Boolean).join('\n');
  const both = [...new Set([...(one.identifiers ?? []), ...(two.identifiers ?? [])].map((identifier) => identifier.value).filter(Boolean))].join('\n');
  const points = (card: Card): number => Number(card.loyalty?.points ?? 0);
  const rows: [ReactNode, string, string, string][] = [
    ...names.map((name): [ReactNode, string, string, string] => [factWord(name, t), value(left.get(name)), value(right.get(name)), newest(left.get(name), right.get(name))]),
    [t('contact'), identifiers(one), identifiers(two), both],
    [t('tier'), nameOf(one.loyalty?.tier), nameOf(two.loyalty?.tier), ''],
    [t('tile_points'), format.number(points(one)), format.number(points(two)), format.number(points(one) + points(two))],
    [t('tile_deals'), format.number(one.sales?.openDeals ?? 0), format.number(two.sales?.openDeals ?? 0), format.number(Number(one.sales?.openDeals ?? 0) + Number(two.sales?.openDeals ?? 0))],
    [t('tile_cases'), format.number(one.support?.openCases ?? 0), format.number(two.support?.openCases ?? 0), format.number(Number(one.support?.openCases ?? 0) + Number(two.support?.openCases ?? 0))],
  ];
  return (
    <div className="pv-table-scroll" tabIndex={0} role="group" aria-label={t('compare')}>
      <table className={`pv-table ${styles.compare}`}>
        <thead>
          <tr><td /><th scope="col"><bdi>{one.displayName || t('unknown_customer')}</bdi></th><th scope="col"><bdi>{two.displayName || t('unknown_customer')}</bdi></th><th scope="col">{t('compare_result')}</th></tr>
        </thead>
        <tbody>
          {rows.map(([name, mine, theirs, joined], index) => (
            <tr key={index} className={mine && theirs && mine !== theirs ? styles.differs : undefined}>
              <th scope="row">{name}</th><td><bdi>{mine}</bdi></td><td><bdi>{theirs}</bdi></td><td><strong><bdi>{joined}</bdi></strong></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
