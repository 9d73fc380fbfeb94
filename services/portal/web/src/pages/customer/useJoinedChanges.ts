// Events name the id they were written with; this asks a joined customer's page anew for changes to any of its ids.
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useChanges } from '@/live/LiveProvider';

const GATHER_MS = 250;

export function useJoinedChanges(customerId: string, ids: string[] | undefined): void {
  const cache = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useChanges((change) => {
    if (!change.customerId || change.customerId === customerId || !ids?.includes(change.customerId)) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      void cache.invalidateQueries({
        predicate: ({ queryKey }) => {
          const named = (queryKey[2] as { customerId?: string } | undefined)?.customerId;
          return (queryKey[0] === 'portal' || queryKey[0] === change.source) && named !== undefined && (named === customerId || ids.includes(named));
        },
      });
    }, GATHER_MS);
  });
}
