// What a refusal says: RFC 9457 problem details as an Error.

/** One field that is wrong; the pointer is a JSON pointer such as /lines/2/quantity. */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** Problems that arise here rather than at the portal. */
export const OFFLINE = 'offline';

export class ApiProblem extends Error {
  readonly status: number;
  /** Stable name, such as deal-closed. */
  readonly type: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: FieldProblem[];
  readonly retryAfterMs: number | undefined;

  constructor(from: {
    status: number;
    type?: string;
    title?: string;
    detail?: string;
    errors?: FieldProblem[];
    retryAfterMs?: number;
  }) {
    super(from.detail ?? from.title ?? from.type ?? `HTTP ${from.status}`);
    this.name = 'ApiProblem';
    this.status = from.status;
    this.type = lastPart(from.type ?? '');
    this.title = from.title ?? '';
    this.detail = from.detail;
    this.errors = from.errors ?? [];
    this.retryAfterMs = from.retryAfterMs;
  }

  /** The portal could not be reached at all. */
  get isOffline(): boolean {
    return this.status === 0;
  }

  /** Somebody else changed the record meanwhile. */
  get isConflict(): boolean {
    return this.status === 412;
  }

  /** Asking again later may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

function lastPart(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1).replace(/^.*:/, '');
}

/** Anything thrown, as a problem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ status: 0, type: OFFLINE, title: error instanceof Error ? error.message : String(error) });
}

/** The path of fields a JSON pointer or field path names: ['lines', 2, 'quantity']. */
export function fieldPath(pointer: string): (string | number)[] {
  const parts = pointer.startsWith('/')
    ? pointer.slice(1).split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    : pointer.replace(/\[(\d+)\]/g, '.$1').split('.');
  return parts
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())));
}
