// Deals: as a board of stages, or as a list with filters.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useAsk } from '@/api/hooks';
import { useMe, useSession } from '@/app/session';
import { PageHeader } from '@/components/PageHeader';
import { Shown } from '@/components/small';
import { useWords } from '@/i18n/words';
import { Board, NoDeals } from './Board';
import { viewParams } from './board';
import { OpenDealForm } from './DealForm';
import { DealList } from './DealList';
import { useStageNames } from './stages';
import { words } from './words';
import '@/pages/customer/pages.css';

export default function DealsPage() {
  const t = useWords(words);
  const me = useMe();
  const { may } = useSession();
  const [query, setQuery] = useSearchParams();
  const [opening, setOpening] = useState(false);
  const { pipelineName } = useStageNames();
  const asList = query.get('view') === 'list';
  const set = (changes: Record<string, string | undefined>): void =>
    setQuery((old) => {
      const next = new URLSearchParams(old);
      for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
      return next;
    }, { replace: true });

  /* Who may see only their own deals gets totals of their own too. */
  const onlyOwn = (me.roles ?? []).length > 0 && (me.roles ?? []).every((grant) => /own$/i.test(grant.scope ?? ''));
  const owner = onlyOwn || query.get('whose') === 'me' ? me.user : undefined;
  const pipelineId = query.get('pipeline') ?? 'standard';
  const board = { pipelineId, owner };
  const pipelines = useAsk('sales', 'list_pipelines', {});
  const view = useAsk('sales', 'get_pipeline', viewParams(board), { enabled: !asList });
  const openButton = may('sales', 'open_deal') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>{t('new_deal')}</Button>
  );

  return (
    <>
      <PageHeader title={t('deals')} subtitle={t('deals_about')} actions={openButton}>
        <div className="pv-row pv-filters">
          <Segmented
            aria-label={t('view_as')}
            value={asList ? 'list' : 'board'}
            onChange={(as) => set({ view: as === 'list' ? 'list' : undefined })}
            options={[{ value: 'board', label: t('board') }, { value: 'list', label: t('table') }]}
          />
          {!asList && !onlyOwn && (
            <Segmented
              aria-label={t('of_whom')}
              value={owner ? 'me' : 'all'}
              onChange={(whose) => set({ whose: whose === 'me' ? 'me' : undefined })}
              options={[{ value: 'all', label: t('of_all') }, { value: 'me', label: t('of_me') }]}
            />
          )}
          {!asList && (pipelines.data?.rows?.length ?? 0) > 1 && (
            <Select
              aria-label={t('pipeline')}
              value={pipelineId}
              onChange={(pipeline) => set({ pipeline: pipeline === 'standard' ? undefined : pipeline })}
              options={(pipelines.data?.rows ?? []).map((one) => ({ value: one.pipelineId, label: pipelineName(one) }))}
            />
          )}
        </div>
      </PageHeader>
      {asList ? <DealList query={query} set={set} onlyOwner={onlyOwn ? me.user : undefined} empty={<NoDeals action={openButton} />} /> : (
        <Shown of={view} as="tiles">
          {(shown) => <Board board={board} view={shown} empty={<NoDeals action={openButton} />} />}
        </Shown>
      )}
      <OpenDealForm open={opening} onClose={() => setOpening(false)} {...(asList ? {} : { pipelineId })} />
    </>
  );
}
