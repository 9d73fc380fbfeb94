import { describe, expect, it } from 'vitest';
import { CaseStateValues } from '@/api/generated/support';
import { isOpenState, statesAfter } from './rules';

describe('states of a case', () => {
  it('follow customer service: only what a command reaches, never the same state', () => {
    for (const state of CaseStateValues) {
      expect(statesAfter(state)).not.toContain(state);
      expect(statesAfter(state)).not.toContain('SNOOZED');
      expect(statesAfter(state)).not.toContain('MERGED');
      for (const next of statesAfter(state)) expect(CaseStateValues).toContain(next);
    }
  });
  it('are open until the work is done', () => {
    expect(CaseStateValues.filter(isOpenState)).toEqual(['NEW', 'OPEN', 'WAITING_FOR_CUSTOMER', 'WAITING_INSIDE', 'SNOOZED', 'REOPENED']);
    expect(statesAfter('RESOLVED')).toEqual(['CLOSED', 'REOPENED']);
    expect(statesAfter('MERGED')).toEqual([]);
  });
});
