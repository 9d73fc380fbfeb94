// What is open about a customer now, whatever department it belongs to.
import { AlertOutlined, CheckSquareOutlined, CustomerServiceOutlined, FileTextOutlined, ShoppingOutlined, SolutionOutlined, ThunderboltOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Item, ItemKind, Overview } from '@/api/generated/portal';
import { useNameOfPerson } from '@/components/inputs';
import { Panel } from '@/components/Panel';
import { Money, OwnerTag, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { useStageNames } from '@/pages/deals/stages';
import { pathOfItem } from './paths';
import { words } from './words';
import styles from './customer.module.css';

const ORDER: ItemKind[] = ['ITEM_CASE', 'ITEM_ACTIVITY', 'ITEM_LEAD', 'ITEM_DEAL', 'ITEM_INVOICE', 'ITEM_ORDER'];
const icons: Partial<Record<ItemKind, ReactNode>> = {
  ITEM_CASE: <CustomerServiceOutlined />, ITEM_ACTIVITY: <CheckSquareOutlined />, ITEM_LEAD: <ThunderboltOutlined />,
  ITEM_DEAL: <SolutionOutlined />, ITEM_INVOICE: <FileTextOutlined />, ITEM_ORDER: <ShoppingOutlined />,
};
const lists: Partial<Record<ItemKind, string>> = { ITEM_ORDER: '/orders', ITEM_INVOICE: '/invoices' };

export function OpenItems({ overview }: { overview: Overview }) {
  const t = useWords(words);
  const items = overview.openItems ?? [];
  const card = overview.card!;
  return (
    <Panel title={t('open_things')}>
      {items.length === 0 ? <p className="pv-muted">{t('open_things_none')}</p> : ORDER.map((kind) => {
        const own = items.filter((item) => item.kind === kind);
        const count = Number(overview.counts?.find((one) => one.kind === kind)?.open ?? own.length);
        if (own.length === 0) return null;
        return (
          <section key={kind} className={styles.itemGroup} aria-label={t(`item_${kind}` as 'item_ITEM_CASE')}>
            <h3>{t(`item_${kind}` as 'item_ITEM_CASE')}</h3>
            <ul>{own.map((item) => <Row key={item.itemId} item={item} />)}</ul>
            {count > own.length && lists[kind] && <Link to={`${lists[kind]}?customer=${card.customerId}&name=${encodeURIComponent(card.displayName ?? '')}`}>{t('all_of_kind', { count })}</Link>}
          </section>
        );
      })}
    </Panel>
  );
}

function Row({ item }: { item: Item }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const personOf = useNameOfPerson();
  const { stageName } = useStageNames();
  const to = pathOfItem(item.kind, item.itemId) ?? (item.dealId ? `/deals/${item.dealId}` : undefined);
  const title = <bdi>{item.title || (item.variety ? nameOf(item.variety) : format.digits(item.number))}</bdi>;
  return (
    <li className={styles.item}>
      <span className={styles.itemMark} aria-hidden>{item.alarm ? <AlertOutlined className="pv-late" /> : icons[item.kind ?? 'ITEM_DEAL']}</span>
      <span className={styles.itemText}>
        {to ? <Link to={to} className="pv-link">{title}</Link> : title}
        <span className="pv-row pv-muted">
          {item.kind === 'ITEM_DEAL' && item.stageId ? <span>{stageName({ stageId: item.stageId })}</span> : item.state && item.kind !== 'ITEM_ACTIVITY' && <span>{nameOf(item.state)}</span>}
          {item.dueAtMs && <span>{t('due')}: <When value={item.dueAtMs} due={item.kind !== 'ITEM_DEAL'} /></span>}
          {item.owner && <OwnerTag owner={item.owner} name={personOf(item.owner)} />}
        </span>
      </span>
      <span className={styles.itemEnd}>
        {item.amount && <Money value={item.amount} />}
        {item.kind === 'ITEM_CASE' && Number(item.priority ?? 0) >= 3 && <StateTag value={Number(item.priority) === 4 ? 'URGENT' : 'HIGH'} />}
      </span>
    </li>
  );
}
