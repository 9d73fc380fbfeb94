import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask, call, onSignedOut, queryText, setCsrf, tell } from './client';
import { forgetPositions, positionsFor, rememberPositions } from './positions';
import { ApiProblem, fieldPath } from './problem';

type Call = { url: string; method: string; headers: Headers; body: string | null };
const calls: Call[] = [];
let answers: (() => Response)[] = [];

const answer = (body: unknown, init: ResponseInit = {}) => () => new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' }, ...init });
const problem = (status: number, type: string, headers: Record<string, string> = {}) => () =>
  new Response(JSON.stringify({ type, title: type, status }), { status, headers: { 'content-type': 'application/problem+json', ...headers } });

beforeEach(() => {
  calls.length = 0;
  answers = [];
  forgetPositions();
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 });
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    calls.push({ url, method: init.method!, headers: init.headers as Headers, body: init.body as string | null });
    const next = answers.shift();
    if (!next) return Promise.reject(new TypeError('Failed to fetch'));
    return Promise.resolve(next());
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('asking', () => {
  test('puts path fields into the path and the rest into the query', async () => {
    answers = [answer({ rows: [] })];
    await ask('sales', 'list_prices', { productId: 'a/b', limit: 5, after: undefined });
    expect(calls[0]!.url).toBe('/api/v1/sales/products/a%2Fb/prices?limit=5');
  });
  test('gives the version of the record', async () => {
    answers = [answer({ dealId: 'd' }, { headers: { etag: '"7"', 'content-type': 'application/json' } })];
    expect((await ask('sales', 'get_deal', { dealId: 'd' })).version).toBe('"7"');
  });
  test('repeats what may pass', async () => {
    answers = [problem(503, 'department-unreachable', { 'retry-after': '1' }), answer({ dealId: 'd' })];
    expect((await ask('sales', 'get_deal', { dealId: 'd' })).data.dealId).toBe('d');
    expect(calls.length).toBe(2);
  });
  test('is content with an older answer when its department stays behind', async () => {
    rememberPositions('sales.3.41');
    answers = [problem(503, 'not-yet'), problem(503, 'not-yet'), problem(503, 'not-yet'), answer({ dealId: 'd' })];
    await ask('sales', 'get_deal', { dealId: 'd' });
    expect(calls[0]!.headers.get('payvand-after')).toBe('sales.3.41');
    expect(calls[3]!.headers.get('payvand-after')).toBeNull();
  });
});

describe('telling', () => {
  test('sends the session’s token, one key for all repeats, and the version', async () => {
    setCsrf('c');
    answers = [problem(429, 'busy', { 'retry-after': '1' }), answer({ dealId: 'd' })];
    await tell('sales', 'win_deal', { dealId: 'd' }, { version: '"7"' });
    const [first, second] = calls;
    expect(first!.method).toBe('POST');
    expect(first!.url).toBe('/api/v1/sales/deals/d/win');
    expect(first!.headers.get('x-csrf-token')).toBe('c');
    expect(first!.headers.get('if-match')).toBe('"7"');
    expect(first!.headers.get('idempotency-key')).toBeTruthy();
    expect(second!.headers.get('idempotency-key')).toBe(first!.headers.get('idempotency-key'));
  });
  test('another action has another key', async () => {
    answers = [answer({}), answer({})];
    await tell('sales', 'win_deal', { dealId: 'd' });
    await tell('sales', 'win_deal', { dealId: 'd' });
    expect(calls[0]!.headers.get('idempotency-key')).not.toBe(calls[1]!.headers.get('idempotency-key'));
  });
  test('its position is asked for afterwards, by the department and by the portal’s views', async () => {
    answers = [answer({}, { headers: { 'payvand-token': 'sales.1.9', 'content-type': 'application/json' } })];
    await tell('sales', 'win_deal', { dealId: 'd' });
    expect(positionsFor('sales')).toBe('sales.1.9');
    expect(positionsFor('portal')).toBe('sales.1.9');
    expect(positionsFor('loyalty')).toBeUndefined();
  });
  test('a refusal is a problem with its fields', async () => {
    answers = [() => new Response(JSON.stringify({ type: 'https://x/problems/invalid-input', title: 'No', status: 400, errors: [{ pointer: '/lines/2/quantity', detail: 'too many' }] }), { status: 400, headers: { 'content-type': 'application/problem+json' } })];
    const refused = await tell('sales', 'win_deal', { dealId: 'd' }).catch((error: unknown) => error as ApiProblem);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect((refused as ApiProblem).type).toBe('invalid-input');
    expect(fieldPath((refused as ApiProblem).errors[0]!.pointer)).toEqual(['lines', 2, 'quantity']);
  });
  test('no connection is a problem too', async () => {
    const refused = await call('GET', '/session', { retries: 0 }).catch((error: unknown) => error as ApiProblem);
    expect((refused as ApiProblem).isOffline).toBe(true);
  });
});

test('an ended session is told to those who listen, but not by the question for it', async () => {
  const heard = vi.fn();
  const stop = onSignedOut(heard);
  answers = [problem(401, 'not-signed-in'), problem(401, 'not-signed-in')];
  await call('GET', '/session').catch(() => undefined);
  expect(heard).not.toHaveBeenCalled();
  await call('GET', '/sales/deals').catch(() => undefined);
  expect(heard).toHaveBeenCalledOnce();
  stop();
});

test('positions never go back', () => {
  rememberPositions('sales.1b.5, loyalty.1.1');
  rememberPositions('sales.9.900');
  rememberPositions('sales.1b.4');
  expect(positionsFor('sales')).toBe('sales.1b.5');
  expect(positionsFor('portal')).toBe('sales.1b.5, loyalty.1.1');
});

test('queries repeat lists and reach into messages', () => {
  expect(queryText({ kinds: ['A', 'B'], money: { currency: 'IRR' }, none: undefined, empty: '', zero: 0 })).toBe('?kinds=A&kinds=B&money.currency=IRR&zero=0');
});
