// The live stream of changes: one EventSource for all tabs of a browser. The tab that holds a lock reads the stream and
// passes everything on by BroadcastChannel; when it closes, another tab gets the lock.

export interface Change {
  id: string;
  /** Department that told it. */
  source: string;
  /** Event, such as DealWon. */
  type: string;
  customerId?: string;
  ids?: Record<string, string>;
  actor?: string;
  atMs?: string | number;
  token?: string;
}

export interface Health {
  department: string;
  silent: boolean;
  sinceMs?: string | number;
  lag?: string | number;
}

type LiveMessage =
  | { kind: 'change'; change: Change }
  | { kind: 'health'; health: Health }
  | { kind: 'reset' }
  | { kind: 'connected'; connected: boolean }
  | { kind: 'hello' };

const URL_OF_STREAM = '/api/v1/events';
const WAIT_FIRST_MS = 1_000;
const WAIT_MOST_MS = 15_000;

/** Listens until the returned function is called. */
export function openLive(listener: (message: LiveMessage) => void): () => void {
  const stop = new AbortController();
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('payvand-live');
  let leading = false;
  let connected: boolean | undefined;
  const say = (message: LiveMessage): void => {
    if (message.kind === 'connected') connected = message.connected;
    listener(message);
    channel?.postMessage(message);
  };
  const heard = (event: MessageEvent<LiveMessage>): void => {
    if (event.data.kind !== 'hello') listener(event.data);
    else if (leading && connected !== undefined) channel?.postMessage({ kind: 'connected', connected } satisfies LiveMessage);
  };
  channel?.addEventListener('message', heard);
  channel?.postMessage({ kind: 'hello' } satisfies LiveMessage);
  const lead = async (): Promise<void> => {
    leading = true;
    await readStream(say, stop.signal);
    leading = false;
  };
  if (channel && navigator.locks) {
    navigator.locks.request('payvand-live', { signal: stop.signal }, lead).catch(() => undefined);
  } else void lead();
  return () => {
    stop.abort();
    channel?.removeEventListener('message', heard);
    channel?.close();
  };
}

/** Reads the stream until aborted; opens it anew with growing pauses. */
async function readStream(say: (message: LiveMessage) => void, signal: AbortSignal): Promise<void> {
  let wait = WAIT_FIRST_MS;
  for (let first = true; !signal.aborted; first = false) {
    await new Promise<void>((ended) => {
      const source = new EventSource(URL_OF_STREAM);
      const finish = (): void => {
        source.close();
        ended();
      };
      signal.addEventListener('abort', finish, { once: true });
      source.onopen = () => {
        wait = WAIT_FIRST_MS;
        say({ kind: 'connected', connected: true });
        if (!first) say({ kind: 'reset' });
        first = true; // later openings of this source resume by Last-Event-ID
      };
      source.onerror = () => {
        if (signal.aborted) return;
        say({ kind: 'connected', connected: false });
        if (source.readyState === EventSource.CLOSED) finish(); // it gave up: refused, or not signed in
      };
      on(source, 'change', (data) => say({ kind: 'change', change: data as Change }));
      on(source, 'health', (data) => say({ kind: 'health', health: data as Health }));
      source.addEventListener('reset', () => say({ kind: 'reset' }));
    });
    if (signal.aborted) return;
    await new Promise((done) => setTimeout(done, wait));
    wait = Math.min(WAIT_MOST_MS, wait * 2);
  }
}

function on(source: EventSource, name: string, then: (data: unknown) => void): void {
  source.addEventListener(name, (event) => {
    try {
      then(JSON.parse((event as MessageEvent<string>).data));
    } catch {
      // a line that is not JSON says nothing
    }
  });
}
