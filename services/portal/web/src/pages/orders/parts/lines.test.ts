// Sums of lines and what of them can come back.
import { describe, expect, it } from 'vitest';
import { editedLines, lineAmount, linesToTell, newLine, sumOf } from './lines';
import { wholeNumber } from './NumberSearch';
import { amountBack, leftOf } from './refund';

describe('lines', () => {
  it('cost quantity times price less the discount, never below zero', () => {
    expect(lineAmount({ ...newLine(), quantity: '3', unitPriceMinor: '1000', discountMinor: '500' })).toBe('2500');
    expect(lineAmount({ ...newLine(), quantity: '1', unitPriceMinor: '100', discountMinor: '500' })).toBe('0');
    expect(lineAmount({ ...newLine(), amountMinor: '777' })).toBe('777');
  });
  it('are added up exactly beyond what a number holds', () => {
    const line = { ...newLine(), quantity: '9007199254740993', unitPriceMinor: '3' };
    expect(sumOf([line, { ...newLine(), unitPriceMinor: '1' }])).toBe('27021597764222980');
  });
  it('without a name are not told', () => {
    expect(linesToTell([newLine(), { ...newLine(), productName: ' Tea ', unitPriceMinor: '5' }])).toEqual([{ productName: 'Tea', quantity: '1', unitPriceMinor: '5' }]);
  });
  it('come back from a record as they were', () => {
    const [line] = editedLines([{ lineId: '1', productId: 'p', productName: 'Tea', quantity: '2', unitPriceMinor: '150', amountMinor: '300' }]);
    expect(linesToTell([line!])).toEqual([{ productId: 'p', productName: 'Tea', quantity: '2', unitPriceMinor: '150' }]);
  });
});

describe('refunds', () => {
  it('of all units add up to the whole', () => {
    const line = { quantity: '3', amountMinor: '1000', refundedQuantity: '0', refundedMinor: '0' };
    const parts: bigint[] = [];
    for (let taken = 0; taken < 3; taken++) {
      const back = amountBack(line, 1);
      parts.push(back);
      line.refundedQuantity = String(taken + 1);
      line.refundedMinor = String(BigInt(line.refundedMinor) + back);
    }
    expect(parts).toEqual([333n, 333n, 334n]);
    expect(leftOf(line)).toEqual({ units: 0n, minor: 0n });
  });
  it('never exceed what is left', () => {
    expect(amountBack({ quantity: '2', amountMinor: '100', refundedMinor: '90' }, 2)).toBe(10n);
  });
});

describe('numbers of documents', () => {
  it.each([['12', 'O-12'], ['o12', 'O-12'], ['O-12', 'O-12'], ['۱۲', 'O-12'], ['x y', 'X Y']])('%s is looked for as %s', (typed, found) => {
    expect(wholeNumber(typed, 'O')).toBe(found);
  });
});
