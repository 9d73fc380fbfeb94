import { expect, test } from 'vitest';
import { touches } from './invalidate';

const one = '0190a1b2-0000-7000-8000-000000000001';
const other = '0190a1b2-0000-7000-8000-000000000002';
const change = { id: '1', source: 'sales', type: 'DealWon', customerId: one, ids: { dealId: other } };

test.each([
  ['a list of its department', ['sales', 'list_deals', { state: 'DEAL_OPEN' }], true],
  ['the record', ['sales', 'get_deal', { dealId: other }], true],
  ['another record', ['sales', 'get_deal', { dealId: '0190a1b2-0000-7000-8000-000000000009' }], false],
  ['the customer’s page', ['portal', 'get_overview', { customerId: one }], true],
  ['another customer’s page', ['portal', 'get_overview', { customerId: other.replace(/2$/, '7') }], false],
  ['a list of the portal', ['portal', 'list_profiles', {}], true],
  ['another department', ['support', 'list_cases', {}], false],
  ['the session', ['session'], false],
])('a change touches %s: %#', (_, key, expected) => {
  expect(touches(change, key)).toBe(expected);
});
