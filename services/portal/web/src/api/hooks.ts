// Hooks over `ask` and `tell`: useAsk, useAskPages, useTell.
import {
  keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient,
} from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useNotify } from '@/components/notify';
import { ask, newKey, tell } from './client';
import type { Answer, AnswerOf, AskOf, CommandOf, Department, QueryOf, TellOptions } from './client';
import type { ApiProblem } from './problem';
import { asProblem } from './problem';

/** Key of a question in the cache: [department, row, params]. Live changes find questions by it. */
export function askKey<D extends Department, R extends QueryOf<D>>(department: D, row: R, params?: AskOf<D, R>) {
  return [department, row, params ?? {}] as const;
}

interface AskOptions {
  /** Do not ask yet (an id is missing). */
  enabled?: boolean;
  /** Show the answer before while params change; true by default. */
  keep?: boolean;
  staleTimeMs?: number;
  refetchEveryMs?: number;
}

type AskResult<T> = Omit<UseQueryResult<Answer<T>, ApiProblem>, 'data'> & {
  data: T | undefined;
  /** Version of the record, to give to useTell. */
  version: string | undefined;
};

/** Asks a query row and keeps the answer current. */
export function useAsk<D extends Department, R extends QueryOf<D>>(
  department: D,
  row: R,
  params?: AskOf<D, R>,
  options: AskOptions = {},
): AskResult<AnswerOf<D, R>> {
  const result = useQuery<Answer<AnswerOf<D, R>>, ApiProblem>({
    queryKey: askKey(department, row, params),
    queryFn: ({ signal }) => ask(department, row, params, signal),
    enabled: options.enabled ?? true,
    ...(options.keep === false ? {} : { placeholderData: keepPreviousData }),
    ...(options.staleTimeMs === undefined ? {} : { staleTime: options.staleTimeMs }),
    ...(options.refetchEveryMs === undefined ? {} : { refetchInterval: options.refetchEveryMs }),
  });
  return { ...result, data: result.data?.data, version: result.data?.version } as AskResult<AnswerOf<D, R>>;
}

type RowIn<P> = P extends { rows?: (infer T)[] } ? T : never;

/** A list that is read page by page. */
export interface Pages<T> {
  rows: T[];
  /** First page is on its way and nothing is there to show. */
  isPending: boolean;
  /** Rows of earlier params are shown while the new ones come. */
  isStale: boolean;
  isFetching: boolean;
  isFetchingNext: boolean;
  hasNext: boolean;
  fetchNext: () => void;
  error: ApiProblem | null;
  refetch: () => void;
}

/** Asks a list row page by page; params without `after`. */
export function useAskPages<D extends Department, R extends QueryOf<D>>(
  department: D,
  row: R,
  params?: AskOf<D, R>,
  options: AskOptions = {},
): Pages<RowIn<AnswerOf<D, R>>> & { /** What was answered, page by page. */ answers: AnswerOf<D, R>[] } {
  type Page = Answer<AnswerOf<D, R>>;
  const result = useInfiniteQuery({
    queryKey: [...askKey(department, row, params), 'pages'] as const,
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }) =>
      ask(department, row, { ...(params as object), ...(pageParam ? { after: pageParam } : {}) } as AskOf<D, R>, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page) => (page.data as { next?: string }).next || undefined,
    enabled: options.enabled ?? true,
    ...(options.keep === false ? {} : { placeholderData: keepPreviousData }),
  });
  const { data, fetchNextPage, refetch } = result;
  const rows = useMemo(
    () => (data?.pages ?? []).flatMap((page) => ((page.data as { rows?: RowIn<AnswerOf<D, R>>[] }).rows ?? [])),
    [data],
  );
  return {
    rows,
    answers: useMemo(() => (data?.pages ?? []).map((page) => page.data), [data]),
    isPending: result.isPending,
    isStale: result.isPlaceholderData,
    isFetching: result.isFetching,
    isFetchingNext: result.isFetchingNextPage,
    hasNext: result.hasNextPage,
    fetchNext: useCallback(() => void fetchNextPage(), [fetchNextPage]),
    error: result.error ? asProblem(result.error) : null,
    refetch: useCallback(() => void refetch(), [refetch]),
  };
}

interface UseTellOptions<T> {
  /** Say nothing when it is refused: the caller shows the problem (forms do). */
  quiet?: boolean;
  /** What to say when it was done. */
  done?: string;
  /** Changes the cache at once; returns how to undo it when the command is refused. */
  optimistic?: (params: unknown, cache: QueryClient) => (() => void) | void;
  onDone?: (answer: T) => void;
}

type TellResult<P, T> = Omit<
  UseMutationResult<Answer<T>, ApiProblem, { params: P; options: TellOptions }>,
  'mutate' | 'mutateAsync'
> & {
  /** Tells the command. Rejects with ApiProblem; one call is one action with one key. */
  tell: (params: P, options?: TellOptions) => Promise<T>;
  /** The same for event handlers: the problem is shown, nothing is thrown. */
  send: (params: P, options?: TellOptions) => void;
};

/** Tells a command row; what it may have changed is asked anew. */
export function useTell<D extends Department, R extends CommandOf<D>>(
  department: D,
  row: R,
  use: UseTellOptions<AnswerOf<D, R>> = {},
): TellResult<AskOf<D, R>, AnswerOf<D, R>> {
  type T = AnswerOf<D, R>;
  const cache = useQueryClient();
  const notify = useNotify();
  const mutation = useMutation<
    Answer<T>, ApiProblem, { params: AskOf<D, R>; options: TellOptions }, (() => void) | void
  >({
    mutationFn: ({ params, options }) => tell(department, row, params, options),
    onMutate: ({ params }) => use.optimistic?.(params, cache),
    onError: (problem, _, undo) => {
      undo?.();
      if (!use.quiet) notify.problem(problem);
    },
    onSuccess: (answer) => {
      if (use.done) notify.done(use.done);
      use.onDone?.(answer.data);
    },
    onSettled: () => askAgain(cache, department),
  });
  const { mutateAsync } = mutation;
  const run = useCallback(
    async (params: AskOf<D, R>, options: TellOptions = {}) =>
      (await mutateAsync({ params, options: { ...options, key: options.key ?? newKey() } })).data,
    [mutateAsync],
  );
  const send = useCallback((params: AskOf<D, R>, options?: TellOptions) => void run(params, options).catch(() => undefined), [run]);
  return { ...mutation, tell: run, send } as unknown as TellResult<AskOf<D, R>, T>;
}

/** Asks anew what this department and the portal's views said. */
export function askAgain(cache: QueryClient, department: Department): Promise<void> {
  return cache.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === department || queryKey[0] === 'portal',
  });
}
