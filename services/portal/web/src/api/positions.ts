// The newest position of each department that this person's changes reached, so that what is read next is not older.
// Positions are remembered for half a minute: by then every department has heard of the change.

const KEPT_MS = 30_000;

interface Position {
  token: string;
  atMs: number;
}

const positions = new Map<string, Position>();
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('payvand-positions');
channel?.addEventListener('message', (message: MessageEvent<string>) => note(message.data));

function parts(token: string): { department: string; epoch: bigint; sequence: bigint } | undefined {
  const match = /^([a-z]+)\.([0-9a-f]+)\.(\d+)$/.exec(token);
  if (!match) return undefined;
  return { department: match[1]!, epoch: BigInt(`0x${match[2]!}`), sequence: BigInt(match[3]!) };
}

function note(token: string): boolean {
  const next = parts(token);
  if (!next) return false;
  const known = positions.get(next.department);
  const before = known && parts(known.token);
  if (before && (before.epoch > next.epoch || (before.epoch === next.epoch && before.sequence >= next.sequence))) {
    known.atMs = Date.now();
    return false;
  }
  positions.set(next.department, { token, atMs: Date.now() });
  return true;
}

/** Remembers tokens of an answer (one or several, separated by commas) here and in the other tabs. */
export function rememberPositions(tokens: string | null | undefined): void {
  for (const token of (tokens ?? '').split(',')) {
    if (note(token.trim())) channel?.postMessage(token.trim());
  }
}

/** What to send as Payvand-After when asking this department: its own position, or all of them for the portal's views. */
export function positionsFor(department: string): string | undefined {
  const now = Date.now();
  for (const [name, position] of positions) if (now - position.atMs > KEPT_MS) positions.delete(name);
  const wanted = [...positions].filter(([name]) => department === 'portal' || name === department);
  return wanted.length ? wanted.map(([, position]) => position.token).join(', ') : undefined;
}

export function forgetPositions(department?: string): void {
  if (department === undefined || department === 'portal') positions.clear();
  else positions.delete(department);
}
