// The timeline of a customer, or of one item of it, read page by page as one scrolls.
import type { TimelineKind } from '@/api/generated/portal';
import { useAskPages } from '@/api/hooks';
import { More } from '@/components/DataTable';
import { EmptyState, ErrorState, Loading } from '@/components/small';
import { Timeline } from '@/components/Timeline';
import { useWords } from '@/i18n/words';
import { useHappenings } from './useHappenings';
import { words } from './words';

interface LatestTimelineProps {
  customerId: string;
  itemId?: string;
  sources?: string[];
  kinds?: TimelineKind[];
  fromMs?: string | undefined;
  toMs?: string | undefined;
}

export function LatestTimeline({ customerId, itemId, sources, kinds, fromMs, toMs }: LatestTimelineProps) {
  const t = useWords(words);
  const happenings = useHappenings();
  const filtered = Boolean(sources?.length || kinds?.length || fromMs || toMs);
  const pages = useAskPages('portal', 'list_timeline', {
    customerId,
    ...(itemId ? { itemId } : {}),
    ...(sources?.length ? { sources } : {}),
    ...(kinds?.length ? { kinds } : {}),
    ...(fromMs ? { fromMs } : {}),
    ...(toMs ? { toMs: String(Number(toMs) + 1) } : {}),
    limit: 30,
  });
  if (pages.error && pages.rows.length === 0) return <ErrorState problem={pages.error} onAgain={pages.refetch} />;
  if (pages.isPending) return <Loading as="rows" count={5} />;
  if (pages.rows.length === 0 && !pages.hasNext) return <EmptyState title={t(filtered ? 'timeline_none_filtered' : 'timeline_none')} />;
  return (
    <div className={pages.isStale ? 'pv-stale' : undefined}>
      <Timeline label={t('timeline')} items={happenings(pages.rows)} />
      <More pages={pages} />
    </div>
  );
}
