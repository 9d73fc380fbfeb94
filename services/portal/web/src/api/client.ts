// Talks HTTP with the portal: one function `call`, and `ask` and `tell` for the rows of departments.
import type { Rows } from './generated/rows';
import { routes } from './generated/rows';
import { forgetPositions, positionsFor, rememberPositions } from './positions';
import { ApiProblem, OFFLINE } from './problem';
import type { FieldProblem } from './problem';

export type Department = keyof Rows & string;
export type RowOf<D extends Department> = keyof Rows[D] & string;
export type QueryOf<D extends Department> = {
  [R in RowOf<D>]: Rows[D][R] extends { kind: 'query' } ? R : never;
}[RowOf<D>];
export type CommandOf<D extends Department> = {
  [R in RowOf<D>]: Rows[D][R] extends { kind: 'command' } ? R : never;
}[RowOf<D>];
export type AskOf<D extends Department, R extends RowOf<D>> = Rows[D][R] extends { ask: infer A } ? Loose<A> : never;
export type AnswerOf<D extends Department, R extends RowOf<D>> = Rows[D][R] extends { answer: infer A } ? A : never;

/** Questions may give 64-bit integers as numbers too, and leave anything out. */
type Loose<T> = T extends string
  ? string extends T
    ? string | number
    : T
  : T extends (infer E)[]
    ? Loose<E>[]
    : T extends object
      ? { [K in keyof T]?: Loose<T[K]> | undefined }
      : T;

export interface Answer<T> {
  data: T;
  /** Version of the record, for If-Match. */
  version: string | undefined;
}

interface CallOptions {
  query?: Record<string, unknown> | undefined;
  body?: unknown;
  headers?: Record<string, string | undefined>;
  signal?: AbortSignal | undefined;
  /** Times to repeat what may pass: network failures, 429, 502 to 504. */
  retries?: number;
}

const BASE = '/api/v1';
const RETRY_FIRST_MS = 400;
const RETRY_MOST_MS = 8_000;

let csrf: string | undefined;
const signedOutListeners = new Set<() => void>();

/** The session's token against forged requests; given with every request that changes something. */
export function setCsrf(token: string | undefined): void {
  csrf = token;
}

/** Calls back when the portal says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** One request to the portal; path is below /api/v1. Throws ApiProblem. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const retries = options.retries ?? (method === 'GET' ? 2 : 0);
  for (let attempt = 0; ; attempt++) {
    try {
      return await once<T>(method, path, options);
    } catch (error) {
      const problem = error as ApiProblem;
      if (!(problem instanceof ApiProblem) || !problem.isPassing || attempt >= retries) throw error;
      if (options.signal?.aborted) throw error;
      await pause(problem.retryAfterMs ?? Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** attempt), options.signal);
    }
  }
}

async function once<T>(method: string, path: string, options: CallOptions): Promise<Answer<T>> {
  const headers = new Headers({ accept: 'application/json, application/problem+json' });
  for (const [name, value] of Object.entries(options.headers ?? {})) if (value !== undefined) headers.set(name, value);
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (method !== 'GET' && csrf) headers.set('x-csrf-token', csrf);
  let response: Response;
  try {
    response = await fetch(`${BASE}${path}${queryText(options.query)}`, {
      method,
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem({ status: 0, type: OFFLINE, title: error instanceof Error ? error.message : '' });
  }
  rememberPositions(response.headers.get('payvand-token'));
  if (!response.ok) throw await readProblem(response, path);
  const text = await response.text();
  return {
    data: (text ? JSON.parse(text) : {}) as T,
    version: response.headers.get('etag') ?? undefined,
  };
}

async function readProblem(response: Response, path: string): Promise<ApiProblem> {
  let body: { type?: string; title?: string; detail?: string; errors?: FieldProblem[] } = {};
  try {
    if (/json/.test(response.headers.get('content-type') ?? '')) body = (await response.json()) as typeof body;
  } catch {
    body = {};
  }
  const after = Number(response.headers.get('retry-after'));
  const problem = new ApiProblem({
    status: response.status,
    ...body,
    ...(Number.isFinite(after) && after > 0 ? { retryAfterMs: after * 1000 } : {}),
  });
  if (response.status === 401 && !path.startsWith('/session')) for (const listener of signedOutListeners) listener();
  return problem;
}

/** Query parameters: repeated fields by repetition, messages inside as a.b; nothing for what is unset. */
export function queryText(query: Record<string, unknown> | undefined): string {
  const words = new URLSearchParams();
  const put = (name: string, value: unknown): void => {
    if (value === undefined || value === null || value === '') return;
    if (Array.isArray(value)) value.forEach((element) => put(name, element));
    else if (typeof value === 'object') {
      for (const [inner, part] of Object.entries(value)) put(`${name}.${inner}`, part);
    } else words.append(name, String(value));
  };
  for (const [name, value] of Object.entries(query ?? {})) put(name, value);
  const text = words.toString();
  return text ? `?${text}` : '';
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      fail(signal.reason as Error);
    });
  });
}

/** Method, path below the department and what is left of the message once the path took its fields. */
function routeOf(department: string, row: string, params: Record<string, unknown>) {
  const route = (routes as unknown as Record<string, Record<string, readonly [string, string, string]>>)[department]?.[row];
  if (!route) throw new Error(`No row ${department}.${row}`);
  const rest = { ...params };
  const path = route[1].replace(/\{(\w+)\}/g, (_, field: string) => {
    const name = field.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
    const value = rest[name];
    delete rest[name];
    if (value === undefined || value === null || value === '') throw new Error(`${department}.${row} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  return { method: route[0], path: `/${department}${path}`, rest };
}

/** Asks a query row. What this person changed before is seen in the answer, unless its department stays behind. */
export async function ask<D extends Department, R extends QueryOf<D>>(
  department: D,
  row: R,
  params?: AskOf<D, R>,
  signal?: AbortSignal,
): Promise<Answer<AnswerOf<D, R>>> {
  const { method, path, rest } = routeOf(department, row, (params ?? {}) as Record<string, unknown>);
  const request = (after: string | undefined) =>
    call<AnswerOf<D, R>>(method, path, {
      ...(method === 'GET' ? { query: rest } : { body: rest }),
      headers: { 'payvand-after': after },
      signal,
    });
  try {
    return await request(positionsFor(department));
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.type !== 'not-yet') throw error;
    forgetPositions(department); // an older answer is better than none
    return request(undefined);
  }
}

export interface TellOptions {
  /** One per action of the person; a repeat with the same key takes effect once. */
  key?: string | undefined;
  /** Refuse (412) unless the record still has this version. */
  version?: string | undefined;
  /** The command tells of the past: nobody is alerted. */
  historical?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** Tells a command row. Repeats under one key when the answer is lost, so that it takes effect once. */
export async function tell<D extends Department, R extends CommandOf<D>>(
  department: D,
  row: R,
  params: AskOf<D, R>,
  options: TellOptions = {},
): Promise<Answer<AnswerOf<D, R>>> {
  const { method, path, rest } = routeOf(department, row, params as Record<string, unknown>);
  return call<AnswerOf<D, R>>(method, path, {
    body: rest,
    headers: {
      'idempotency-key': options.key ?? newKey(),
      'if-match': options.version,
      'payvand-historical': options.historical ? 'true' : undefined,
    },
    signal: options.signal,
    retries: 3,
  });
}

/** A key for one action. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The role a row asks for, such as seller. */
export function roleOf<D extends Department, R extends RowOf<D>>(department: D, row: R): string {
  return (routes as unknown as Record<string, Record<string, readonly [string, string, string]>>)[department]?.[row]?.[2] ?? 'nobody';
}
