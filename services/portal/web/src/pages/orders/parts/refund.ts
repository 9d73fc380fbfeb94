// What of a line can still come back, and what units of it are worth: their share of all units refunded so far, so that parts
// add up to the whole. The department works out the same; this shows it before.
import type { Line } from '@/api/generated/sales';

export function leftOf(line: Line): { units: bigint; minor: bigint } {
  return {
    units: BigInt(line.quantity ?? 0) - BigInt(line.refundedQuantity ?? 0),
    minor: BigInt(line.amountMinor ?? 0) - BigInt(line.refundedMinor ?? 0),
  };
}

export function amountBack(line: Line, quantity: number): bigint {
  const all = BigInt(line.quantity ?? 0);
  const left = leftOf(line);
  if (all === 0n || quantity <= 0) return 0n;
  const upTo = BigInt(line.refundedQuantity ?? 0) + BigInt(quantity);
  const whole = (BigInt(line.amountMinor ?? 0) * upTo) / all - BigInt(line.refundedMinor ?? 0);
  return whole < 0n ? 0n : whole > left.minor ? left.minor : whole;
}
