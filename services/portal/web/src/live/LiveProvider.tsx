// Keeps what the page shows current: changes from the stream make questions old, which are then asked anew.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { makeOld, touches } from './invalidate';
import { openLive } from './stream';
import type { Change, Health } from './stream';

const GATHER_MS = 250;
const GATHER_BUSY_MS = 3_000;
const BUSY_CHANGES = 40;

interface Live {
  /** The stream is open. Undefined until first known. */
  connected: boolean | undefined;
  /** Departments that fell silent, by name. */
  silent: Record<string, Health>;
  listen: (listener: (change: Change) => void) => () => void;
}

const LiveContext = createContext<Live>({ connected: undefined, silent: {}, listen: () => () => undefined });

export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const [connected, setConnected] = useState<boolean>();
  const [silent, setSilent] = useState<Record<string, Health>>({});
  const listeners = useRef(new Set<(change: Change) => void>());

  useEffect(() => {
    let gathered: Change[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = GATHER_MS;
    const flush = (): void => {
      timer = undefined;
      const changes = gathered;
      gathered = [];
      wait = changes.length > BUSY_CHANGES ? GATHER_BUSY_MS : GATHER_MS;
      makeOld(cache, (queryKey) => changes.some((change) => touches(change, queryKey)));
    };
    const close = openLive((message) => {
      if (message.kind === 'connected') setConnected(message.connected);
      else if (message.kind === 'reset') makeOld(cache, (queryKey) => queryKey[0] !== 'session');
      else if (message.kind === 'health') {
        const { health } = message;
        setSilent(({ [health.department]: _, ...others }) => (health.silent ? { ...others, [health.department]: health } : others));
        makeOld(cache, (queryKey) => queryKey[0] === health.department || queryKey[0] === 'portal');
      } else if (message.kind === 'change') {
        gathered.push(message.change);
        listeners.current.forEach((listener) => listener(message.change));
        timer ??= setTimeout(flush, wait);
      }
    });
    return () => {
      close();
      clearTimeout(timer);
    };
  }, [cache]);

  const live = useMemo<Live>(
    () => ({
      connected,
      silent,
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [connected, silent],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Calls back for each change while the component is there. */
export function useChanges(listener: (change: Change) => void): void {
  const { listen } = useLive();
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => listen((change) => newest.current(change)), [listen]);
}
