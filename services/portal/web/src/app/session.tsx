// Who is signed in, and what that person may do.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { call, onSignedOut, roleOf, setCsrf } from '@/api/client';
import type { Department, RowOf } from '@/api/client';
import type { ApiProblem } from '@/api/problem';
import { forgetPositions } from '@/api/positions';
import { changeSettings, getSettings } from './settings';

export interface Grant {
  role: string;
  /** SCOPE_OWN, SCOPE_TEAM or SCOPE_ALL, or own, team, all. */
  scope?: string;
}

export interface Session {
  user: string;
  name?: string;
  roles?: Grant[];
  language?: string;
  csrf?: string;
  secondFactor?: boolean;
  /** Id of this browser's session among one's own. */
  sessionId?: string;
}

interface SessionState {
  /** Undefined while asked for, null when nobody is signed in. */
  session: Session | null | undefined;
  problem: ApiProblem | null;
  signedIn: (session: Session) => void;
  signOut: () => Promise<void>;
  /** May this person use the row? The departments judge for themselves; this only hides what would be refused. */
  may: <D extends Department>(department: D, row: RowOf<D>) => boolean;
  has: (role: string) => boolean;
  again: () => void;
}

const SessionContext = createContext<SessionState | null>(null);
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('payvand-session');
const KEY = ['session'] as const;

function plainRole(role: string): string {
  return role.replace(/^ROLE_/, '').toLowerCase();
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery<Session | null, ApiProblem>({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      try {
        const session = (await call<Session>('GET', '/session', { signal })).data;
        begin(session);
        return session;
      } catch (problem) {
        if ((problem as ApiProblem).status === 401) return null;
        throw problem;
      }
    },
    staleTime: Infinity,
    retry: false,
  });

  const ended = useCallback(() => {
    setCsrf(undefined);
    forgetPositions();
    cache.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    cache.setQueryData(KEY, null);
  }, [cache]);

  useEffect(() => {
    const heard = (message: MessageEvent<string>): void => {
      if (message.data === 'out') ended();
      else void refetch();
    };
    channel?.addEventListener('message', heard);
    const stop = onSignedOut(ended);
    return () => {
      channel?.removeEventListener('message', heard);
      stop();
    };
  }, [ended, refetch]);

  const state = useMemo<SessionState>(() => {
    const roles = new Set((data?.roles ?? []).map((grant) => plainRole(grant.role)));
    const has = (role: string): boolean => role === 'anyone' || roles.has(role) || roles.has('operator');
    return {
      session: data,
      problem: error,
      signedIn: (session) => {
        begin(session);
        cache.setQueryData(KEY, session);
        channel?.postMessage('in');
      },
      signOut: async () => {
        try {
          await call('DELETE', '/session');
        } finally {
          channel?.postMessage('out');
          ended();
        }
      },
      may: (department, row) => has(roleOf(department, row)),
      has,
      again: () => void refetch(),
    };
  }, [cache, data, ended, error, refetch]);

  return <SessionContext.Provider value={state}>{children}</SessionContext.Provider>;
}

function begin(session: Session): void {
  setCsrf(session.csrf);
  const language = session.language === 'fa' || session.language === 'en' ? session.language : undefined;
  if (language && !getSettings().chosen && language !== getSettings().language) changeSettings({ language });
}

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error('useSession outside of SessionProvider');
  return state;
}

/** The person signed in; only for pages behind sign-in. */
export function useMe(): Session {
  const { session } = useSession();
  if (!session) throw new Error('useMe where nobody is signed in');
  return session;
}
