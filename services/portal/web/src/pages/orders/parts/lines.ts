// Lines as they are edited, and what they come to. Amounts are minor units; sums are exact (BigInt).
import type { Line, LineInput } from '@/api/generated/sales';

export interface EditedLine {
  /** Names the line while it is edited. */
  key: string;
  productId?: string | undefined;
  sku?: string | undefined;
  productName?: string | undefined;
  quantity?: string | undefined;
  unitPriceMinor?: string | undefined;
  discountMinor?: string | undefined;
  /** What the line costs where that is not quantity times price. */
  amountMinor?: string | undefined;
}

let lastKey = 0;

export function newLine(): EditedLine {
  return { key: `line-${++lastKey}`, quantity: '1' };
}

/** quantity × price − discount, never below zero; or the amount it came with. */
export function lineAmount(line: EditedLine): string {
  if (line.unitPriceMinor === undefined && line.amountMinor !== undefined) return line.amountMinor;
  const amount = BigInt(line.quantity ?? '1') * BigInt(line.unitPriceMinor ?? '0') - BigInt(line.discountMinor ?? '0');
  return String(amount < 0n ? 0n : amount);
}

export function sumOf(lines: EditedLine[]): string {
  return String(lines.reduce((sum, line) => sum + BigInt(lineAmount(line)), 0n));
}

/** Lines of a record, to be edited. */
export function editedLines(lines: Line[] | undefined): EditedLine[] {
  return (lines ?? []).map((line) => ({
    ...newLine(),
    productId: line.productId,
    sku: line.sku,
    productName: line.productName ?? line.sku,
    quantity: String(line.quantity ?? '1'),
    unitPriceMinor: line.unitPriceMinor === undefined ? undefined : String(line.unitPriceMinor),
    discountMinor: line.discountMinor === undefined ? undefined : String(line.discountMinor),
    amountMinor: line.amountMinor === undefined ? undefined : String(line.amountMinor),
  }));
}

/** Lines as commands take them; those without a name are left out. */
export function linesToTell(lines: EditedLine[] | undefined): LineInput[] {
  return (lines ?? [])
    .filter((line) => line.productId || line.sku || line.productName?.trim())
    .map((line) => ({
      ...(line.productId ? { productId: line.productId } : {}),
      ...(line.sku && !line.productId ? { sku: line.sku } : {}),
      ...(line.productName ? { productName: line.productName.trim() } : {}),
      quantity: line.quantity ?? '1',
      ...(line.unitPriceMinor !== undefined ? { unitPriceMinor: line.unitPriceMinor } : {}),
      ...(line.discountMinor && line.discountMinor !== '0' ? { discountMinor: line.discountMinor } : {}),
      ...(line.unitPriceMinor === undefined && line.amountMinor !== undefined ? { amountMinor: line.amountMinor } : {}),
    }));
}
