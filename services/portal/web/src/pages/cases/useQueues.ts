// All queues of customer service, and their names.
import { useMemo } from 'react';
import { useAsk } from '@/api/hooks';
import type { Queue } from '@/api/generated/support';

export function useQueues(): { queues: Queue[]; nameOfQueue: (id: string | undefined) => string; isPending: boolean } {
  const asked = useAsk('support', 'list_queues', { limit: 200 });
  return useMemo(() => {
    const queues = asked.data?.rows ?? [];
    const names = new Map(queues.map((queue) => [queue.queueId, queue.name ?? '']));
    return { queues, nameOfQueue: (id) => names.get(id) ?? '', isPending: asked.isPending };
  }, [asked.data, asked.isPending]);
}
