// Which state of a case may follow which, as far as commands lead there; customer service decides in the end.
import type { CaseState } from '@/api/generated/support';

const open: CaseState[] = ['OPEN', 'WAITING_FOR_CUSTOMER', 'WAITING_INSIDE', 'RESOLVED', 'REJECTED'];

const next: Partial<Record<CaseState, CaseState[]>> = {
  NEW: open,
  OPEN: open.filter((state) => state !== 'OPEN'),
  WAITING_FOR_CUSTOMER: open.filter((state) => state !== 'WAITING_FOR_CUSTOMER'),
  WAITING_INSIDE: open.filter((state) => state !== 'WAITING_INSIDE'),
  SNOOZED: open,
  REOPENED: open,
  RESOLVED: ['CLOSED', 'REOPENED'],
  CLOSED: ['REOPENED'],
  REJECTED: ['REOPENED'],
};

export function statesAfter(state: CaseState | undefined): CaseState[] {
  return (state && next[state]) || [];
}

export function isOpenState(state: CaseState | undefined): boolean {
  return state !== undefined && !['RESOLVED', 'CLOSED', 'MERGED', 'REJECTED', 'CASE_STATE_UNSPECIFIED'].includes(state);
}

/** Tomorrow at nine, or in so many hours: times a case is put aside until. */
export function snoozeTimes(now: Date): { hour: number; tomorrow: number; week: number } {
  const day = (days: number): number => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9).getTime();
  return { hour: now.getTime() + 3_600_000, tomorrow: day(1), week: day(7) };
}
