// One deal: its stage, facts, lines, people, history and activities; won, lost or taken up again here.
import { EditOutlined, RedoOutlined, ShoppingCartOutlined, TrophyOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import type { Deal, PipelineView } from '@/api/generated/sales';
import { useAsk, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { useNameOfPerson } from '@/components/inputs';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { CustomerLink, ErrorState, Loading, Money, OwnerTag, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { Activities } from '@/pages/customer/Activities';
import { EditDealForm } from '@/pages/deals/DealForm';
import { useStageNames } from '@/pages/deals/stages';
import { words } from '@/pages/deals/words';
import { SaleForm } from '@/pages/orders/parts/SaleForm';
import { editedLines } from '@/pages/orders/parts/lines';
import { CloseDealForm } from './CloseDealForm';
import { CustomerSide } from './CustomerSide';
import { DealLines } from './DealLines';
import { DealRoles } from './DealRoles';
import { DealSteps } from './DealSteps';
import { StageBar } from './StageBar';
import styles from '@/pages/deals/deals.module.css';
import '@/pages/customer/pages.css';

type Form = 'edit' | 'win' | 'lose' | 'order' | undefined;

export default function DealPage() {
  const { dealId = '' } = useParams();
  const t = useWords(words);
  const deal = useAsk('sales', 'get_deal', { dealId }, { keep: false });
  const pipeline = useAsk('sales', 'get_pipeline', { pipelineId: deal.data?.pipelineId ?? 'standard' }, { enabled: Boolean(deal.data?.pipelineId) });
  if (deal.error && !deal.data) {
    return (
      <>
        <PageHeader title={t('deal')} path={[{ to: '/deals', text: t('deals') }]} />
        <ErrorState problem={deal.error} onAgain={() => void deal.refetch()} />
      </>
    );
  }
  if (!deal.data) return <Loading />;
  return <Shown deal={deal.data} version={deal.version} pipeline={pipeline.data} />;
}

function Shown({ deal, version, pipeline }: { deal: Deal; version: string | undefined; pipeline: PipelineView | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const { may } = useSession();
  const { stageName } = useStageNames();
  const [form, setForm] = useState<Form>();
  const reopen = useTell('sales', 'reopen_deal', { done: t('reopened') });
  const isOpen = deal.state === 'DEAL_OPEN';
  const close = (): void => setForm(undefined);
  const stage = pipeline?.pipeline?.stages?.find((one) => one.stageId === deal.stageId);
  return (
    <>
      <PageHeader
        title={deal.title || format.digits(deal.number) || t('deal')}
        path={[{ to: '/deals', text: t('deals') }]}
        subtitle={<span className="pv-row"><CustomerLink id={deal.customerId} name={deal.customerName} /><span>·</span><span>{format.digits(deal.number)}</span></span>}
        tags={
          <>
            {isOpen ? stage && <StateTag tone="info">{stageName(stage)}</StateTag> : <StateTag value={deal.state} />}
            {deal.stalled && <StateTag tone="warn">{t('stalled')}</StateTag>}
          </>
        }
        actions={may('sales', 'change_deal') && (
          <>
            {isOpen ? (
              <>
                <Button type="primary" icon={<TrophyOutlined />} onClick={() => setForm('win')}>{t('win')}</Button>
                <Button danger onClick={() => setForm('lose')}>{t('lose')}</Button>
                <Button icon={<EditOutlined />} onClick={() => setForm('edit')}>{t('edit')}</Button>
                <Dropdown trigger={['click']} menu={{ items: [{ key: 'order', icon: <ShoppingCartOutlined />, label: t('place_order') }], onClick: () => setForm('order') }}>
                  <Button>{t('more_actions')}</Button>
                </Dropdown>
              </>
            ) : (
              <>
                {deal.state === 'DEAL_WON' && <Button type="primary" icon={<ShoppingCartOutlined />} onClick={() => setForm('order')}>{t('place_order')}</Button>}
                <Button icon={<RedoOutlined />} loading={reopen.isPending} onClick={() => reopen.send({ dealId: deal.dealId! }, { version })}>{t('reopen')}</Button>
              </>
            )}
          </>
        )}
      >
        <StageBar deal={deal} version={version} pipeline={pipeline} />
      </PageHeader>
      <div className={styles.columns}>
        <div className={styles.stack}>
          <Facts deal={deal} pipeline={pipeline} />
          <DealLines deal={deal} version={version} />
          <Panel title={t('activities')}>
            <Activities about={{ dealId: deal.dealId!, customerId: deal.customerId! }} />
          </Panel>
        </div>
        <div className={styles.stack}>
          <CustomerSide customerId={deal.customerId!} />
          <DealRoles deal={deal} />
          <DealSteps deal={deal} pipeline={pipeline} />
        </div>
      </div>
      <EditDealForm open={form === 'edit'} onClose={close} deal={deal} version={version} />
      <CloseDealForm open={form === 'win' || form === 'lose'} won={form === 'win'} onClose={close} deal={deal} version={version} />
      <SaleForm
        open={form === 'order'}
        as="order"
        onClose={close}
        customerId={deal.customerId}
        customerName={deal.customerName}
        dealId={deal.dealId}
        lines={editedLines(deal.lines)}
        currency={deal.value?.currency}
      />
    </>
  );
}

function Facts({ deal, pipeline }: { deal: Deal; pipeline: PipelineView | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNameOfPerson();
  const isOpen = deal.state === 'DEAL_OPEN';
  const chance = Number(deal.probabilityPercent ?? 0) / 100;
  const record = pipeline?.records?.find((one) => one.stageId === deal.stageId);
  const ended = Number(record?.won ?? 0) + Number(record?.lost ?? 0);
  const unset = <span className={styles.unset}>{t('not_set')}</span>;
  return (
    <Panel title={t('facts')}>
      <dl className={styles.facts}>
        <div><dt>{t('value')}</dt><dd><strong>{deal.value ? <Money value={deal.value} /> : unset}</strong></dd></div>
        <div>
          <dt>{t('probability')}</dt>
          <dd>
            {format.percent(chance)}
            {isOpen && deal.value && <span className="pv-muted"> · {t('weighted', { value: format.money({ amountMinor: Math.round(Number(deal.value.amountMinor ?? 0) * chance), currency: deal.value.currency! }) })}</span>}
          </dd>
        </div>
        <div><dt>{isOpen ? t('closes') : t('closed')}</dt><dd>{isOpen ? (deal.expectedCloseAtMs ? <><When value={deal.expectedCloseAtMs} as="date" due /> <span className="pv-muted">(<When value={deal.expectedCloseAtMs} />)</span></> : unset) : <When value={deal.closedAtMs} as="dateTime" />}</dd></div>
        <div><dt>{t('owner')}</dt><dd><OwnerTag owner={deal.owner} name={nameOf(deal.owner)} /></dd></div>
        <div><dt>{t('opened')}</dt><dd><When value={deal.openedAtMs} as="date" /></dd></div>
        {deal.leadId && <div><dt>{t('from_lead')}</dt><dd><Link to={`/leads/${deal.leadId}`}>{t('see_lead')}</Link></dd></div>}
        {deal.campaignId && <div><dt>{t('in_campaign')}</dt><dd><Link to={`/campaigns/${deal.campaignId}`}>{t('show')}</Link></dd></div>}
        {isOpen && <div className={styles.wide}><dt>{t('next_step')}</dt><dd>{deal.nextStep ? <bdi>{deal.nextStep}</bdi> : unset}</dd></div>}
        {!isOpen && deal.reason && <div className={styles.wide}><dt>{deal.state === 'DEAL_WON' ? t('won_because') : t('lost_because')}</dt><dd><bdi>{deal.reason}</bdi></dd></div>}
        {(deal.competitors?.length ?? 0) > 0 && <div className={styles.wide}><dt>{t('competitors')}</dt><dd><span className="pv-tags">{deal.competitors!.map((name) => <StateTag key={name} tone="plain"><bdi>{name}</bdi></StateTag>)}</span></dd></div>}
      </dl>
      {isOpen && ended >= 5 && <p className="pv-muted">{t('learned', { percent: format.percent(Number(record?.won ?? 0) / ended) })}</p>}
    </Panel>
  );
}
