// A customer from all sides: card, what every department says, what is open, one timeline of everything, actions in place.
import { BankOutlined } from '@ant-design/icons';
import { Alert, Avatar, Tabs } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router-dom';
import type { Overview } from '@/api/generated/portal';
import { useAsk } from '@/api/hooks';
import { usePhone } from '@/app/theme';
import { PageHeader } from '@/components/PageHeader';
import { ErrorState, Loading, OwnerTag, PersonIcon, StateTag } from '@/components/small';
import { useNameOfPerson } from '@/components/inputs';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { Actions } from './Actions';
import { Consent } from './Consent';
import { Contacts } from './Contacts';
import { Duplicates } from './Duplicates';
import { Facts } from './Facts';
import { Lists } from './Lists';
import { OpenItems } from './OpenItems';
import { Relations } from './Relations';
import { Silent } from './Silent';
import { Tiles } from './Tiles';
import { TimelineSection } from './TimelineSection';
import { useJoinedChanges } from './useJoinedChanges';
import { words } from './words';
import styles from './customer.module.css';
import '@/pages/customer/pages.css';

export default function CustomerPage() {
  const { customerId = '' } = useParams();
  const t = useWords(words);
  const overview = useAsk('portal', 'get_overview', { customerId, timelineLimit: 1 }, { keep: false });
  useJoinedChanges(customerId, overview.data?.card?.ids);
  if (overview.error && !overview.data) {
    return (
      <>
        <PageHeader title={t('customer')} path={[{ to: '/customers', text: t('customers') }]} />
        <ErrorState problem={overview.error} onAgain={() => void overview.refetch()} />
      </>
    );
  }
  if (!overview.data?.card) return <Loading />;
  return <Shown overview={overview.data} stale={overview.error !== null} />;
}

function Shown({ overview, stale }: { overview: Overview; stale: boolean }) {
  const t = useWords(words);
  const phone = usePhone();
  const [tab, setTab] = useState('timeline');
  const card = overview.card!;
  const customerId = card.customerId ?? overview.customerId!;
  const timeline = <TimelineSection customerId={customerId} />;
  const side = (
    <>
      <Contacts card={card} />
      <Facts card={card} />
      <Consent card={card} reach={overview.reach ?? []} />
      <Relations card={card} related={overview.related ?? []} />
      <Lists lists={overview.lists ?? []} />
    </>
  );
  return (
    <div className={stale ? 'pv-stale' : undefined}>
      <Header overview={overview} />
      {card.erased && <Alert type="warning" showIcon title={t('erased')} description={t('erased_about')} className="pv-gap" />}
      <Silent sources={overview.sources ?? []} />
      <Duplicates card={card} duplicates={overview.duplicates ?? []} />
      <Tiles overview={overview} />
      {phone ? (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            { key: 'timeline', label: t('timeline'), children: timeline },
            { key: 'open', label: t('open_things'), children: <OpenItems overview={overview} /> },
            { key: 'card', label: t('card'), children: <div className={styles.stack}>{side}</div> },
          ]}
        />
      ) : (
        <div className={styles.columns}>
          <div className={styles.stack}>
            <OpenItems overview={overview} />
            {timeline}
          </div>
          <div className={styles.stack}>{side}</div>
        </div>
      )}
    </div>
  );
}

function Header({ overview }: { overview: Overview }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const personOf = useNameOfPerson();
  const card = overview.card!;
  const name = card.displayName || t('unknown_customer');
  const main = (card.identifiers ?? []).filter((one) => one.kind === 'EMAIL_ADDRESS' || one.kind === 'PHONE_NUMBER').slice(0, 2);
  return (
    <PageHeader
      title={name}
      windowTitle={name}
      path={[{ to: '/customers', text: t('customers') }]}
      icon={card.kind === 'COMPANY' ? <Avatar size={56} shape="square" className="pv-avatar" icon={<BankOutlined />} aria-hidden /> : <PersonIcon name={card.displayName} size={56} />}
      tags={
        <>
          <StateTag tone="plain">{t(`kind_${card.kind ?? 'PERSON'}` as 'kind_PERSON')}</StateTag>
          {card.erased && <StateTag tone="bad">{t('erased')}</StateTag>}
          {card.loyalty?.tier && <StateTag tone="strong"><span className="pv-sr">{t('tier')}: </span>{nameOf(card.loyalty.tier)}</StateTag>}
          {card.analytics?.segment && <StateTag tone="info"><span className="pv-sr">{t('segment')}: </span>{nameOf(card.analytics.segment)}</StateTag>}
          {card.analytics?.lifecycle && <StateTag tone={card.analytics.lifecycle === 'attrition' ? 'bad' : 'plain'}><span className="pv-sr">{t('lifecycle')}: </span>{nameOf(card.analytics.lifecycle)}</StateTag>}
          {card.analytics?.valueTier && <StateTag tone="plain">{t('value_tier')}: {nameOf(card.analytics.valueTier)}</StateTag>}
          {card.marketing?.doNotDisturb && <StateTag tone="warn">{t('tile_disturb')}</StateTag>}
        </>
      }
      subtitle={
        <span className={styles.sub}>
          {main.map((one) => (
            <a key={`${one.kind} ${one.value}`} href={`${one.kind === 'EMAIL_ADDRESS' ? 'mailto' : 'tel'}:${one.value}`} dir="ltr">{one.kind === 'PHONE_NUMBER' ? format.digits(one.value) : one.value}</a>
          ))}
          <span className={styles.subOwner}>{t('seller')}: <OwnerTag owner={card.sales?.owner} name={personOf(card.sales?.owner)} /></span>
          {card.introducedAtMs && <span>{t('known_since', { time: format.date(card.introducedAtMs) })}</span>}
          {(card.ids?.length ?? 1) > 1 && <span>{t('joined_ids', { count: card.ids!.length })}</span>}
        </span>
      }
      actions={<Actions overview={overview} />}
    />
  );
}
