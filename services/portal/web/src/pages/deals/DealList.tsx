// Deals as a list: by state, by owner, or by stage.
import { Segmented, Select } from 'antd';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { DealStateValues } from '@/api/generated/sales';
import type { Deal, DealState, ListDeals } from '@/api/generated/sales';
import { useAsk, useAskPages } from '@/api/hooks';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { OwnerSelect, useNameOfPerson } from '@/components/inputs';
import { SavedViews } from '@/components/SavedViews';
import { CustomerLink, Money, OwnerTag, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useStageNames } from './stages';
import { words } from './words';

interface Filter {
  state?: string;
  owner?: string;
  stage?: string;
}

export function DealList({ query, set, onlyOwner, empty }: {
  query: URLSearchParams;
  set: (changes: Record<string, string | undefined>) => void;
  onlyOwner: string | undefined;
  empty: ReactNode;
}) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNameOfPerson();
  const { stageName } = useStageNames();
  const pipelines = useAsk('sales', 'list_pipelines', {});
  const state = (query.get('state') ?? 'DEAL_OPEN') as DealState | 'ALL';
  const owner = onlyOwner ?? query.get('owner') ?? undefined;
  const stage = onlyOwner ? undefined : query.get('stage') ?? undefined;
  const [pipelineId, stageId] = stage?.split('/') ?? [];
  const params: ListDeals = {
    ...(state === 'ALL' ? {} : { state }),
    ...(owner ? { owner } : pipelineId ? { pipelineId, stageId: stageId! } : {}),
    limit: 50,
  };
  const pages = useAskPages('sales', 'list_deals', params);
  const stages = useMemo(
    () => (pipelines.data?.rows ?? []).flatMap((pipeline) => (pipeline.stages ?? []).map((one) => ({ ...one, pipelineId: pipeline.pipelineId }))),
    [pipelines.data],
  );
  const columns: Column<Deal>[] = [
    { key: 'title', title: t('title'), phone: 'title', render: (deal) => <bdi>{deal.title || format.digits(deal.number)}</bdi> },
    { key: 'customer', title: t('customer'), render: (deal) => <CustomerLink id={deal.customerId} name={deal.customerName} /> },
    { key: 'value', title: t('value'), align: 'end', render: (deal) => <Money value={deal.value} /> },
    {
      key: 'stage', title: t('stage'), phone: 'tag',
      render: (deal) => deal.state === 'DEAL_OPEN'
        ? <StateTag tone={deal.stalled ? 'warn' : 'info'}>{stageName(stages.find((one) => one.stageId === deal.stageId && one.pipelineId === deal.pipelineId) ?? { stageId: deal.stageId ?? '' })}</StateTag>
        : <StateTag value={deal.state} />,
    },
    { key: 'probability', title: t('probability'), align: 'end', phone: 'none', hidden: true, render: (deal) => format.percent(Number(deal.probabilityPercent ?? 0) / 100) },
    { key: 'owner', title: t('owner'), render: (deal) => <OwnerTag owner={deal.owner} name={nameOf(deal.owner)} /> },
    {
      key: 'closes', title: t('closes'),
      render: (deal) => (deal.state === 'DEAL_OPEN' ? <When value={deal.expectedCloseAtMs} as="date" due /> : <When value={deal.closedAtMs} as="date" />),
    },
    { key: 'next', title: t('next_step'), phone: 'none', hidden: true, render: (deal) => <bdi>{deal.nextStep}</bdi> },
    { key: 'opened', title: t('opened'), hidden: true, render: (deal) => <When value={deal.openedAtMs} as="date" /> },
    { key: 'number', title: t('number'), phone: 'none', hidden: true, render: (deal) => format.digits(deal.number) },
  ];
  const filter: Filter = { state, ...(owner ? { owner } : {}), ...(stage ? { stage } : {}) };
  const filtered = state !== 'DEAL_OPEN' || Boolean(stage) || (Boolean(owner) && !onlyOwner);
  return (
    <DataTable<Deal>
      label={t('deals')}
      pages={pages}
      columns={columns}
      rowKey={(deal) => deal.dealId ?? ''}
      rowName={(deal) => deal.title ?? ''}
      href={(deal) => `/deals/${deal.dealId}`}
      filtered={filtered}
      onClearFilters={() => set({ state: undefined, owner: undefined, stage: undefined })}
      empty={empty}
      toolbar={
        <div className="pv-row pv-filters">
          <SavedViews<Filter>
            page="deals"
            current={{ filter }}
            plain={{ state: 'DEAL_OPEN' }}
            onApply={(view) => set({ state: view.filter.state === 'DEAL_OPEN' ? undefined : view.filter.state, owner: view.filter.owner, stage: view.filter.stage })}
          />
          <Segmented
            aria-label={t('state')}
            value={state}
            onChange={(chosen) => set({ state: chosen === 'DEAL_OPEN' ? undefined : String(chosen) })}
            options={[...DealStateValues.map((value) => ({ value: value as string, label: t(`state_${value}`) })), { value: 'ALL', label: t('all') }]}
          />
          {!onlyOwner && (
            <>
              <span className="pv-filter"><OwnerSelect aria-label={t('filter_owner')} placeholder={t('filter_owner')} value={owner} onChange={(chosen) => set({ owner: chosen, stage: undefined })} /></span>
              <span className="pv-filter">
                <Select
                  className="pv-wide"
                  allowClear
                  aria-label={t('filter_stage')}
                  placeholder={t('filter_stage')}
                  value={stage ?? null}
                  onChange={(chosen) => set({ stage: chosen ?? undefined, owner: undefined })}
                  options={stages.map((one) => ({ value: `${one.pipelineId}/${one.stageId}`, label: stageName(one) }))}
                />
              </span>
            </>
          )}
        </div>
      }
    />
  );
}
