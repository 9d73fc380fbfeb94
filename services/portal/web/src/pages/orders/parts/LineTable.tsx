// The lines of a deal, order or invoice, to be read.
import type { ReactNode } from 'react';
import type { Line } from '@/api/generated/sales';
import { usePhone } from '@/app/theme';
import { Money } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from '../words';

export function LineTable({ lines, currency, foot }: { lines: Line[]; currency: string; foot?: ReactNode }) {
  const t = useWords(words);
  const format = useFormat();
  const phone = usePhone();
  const money = (minor: string | undefined): ReactNode => (minor === undefined ? null : <Money value={{ amountMinor: minor, currency }} />);
  const sum = String(lines.reduce((total, line) => total + BigInt(line.amountMinor ?? 0), 0n));
  const priced = lines.some((line) => line.unitPriceMinor !== undefined);
  const discounted = lines.some((line) => Number(line.discountMinor ?? 0) > 0);
  const back = (line: Line): ReactNode => {
    if (!Number(line.refundedMinor ?? 0)) return null;
    return <div className="pv-muted">{t('refunded_quantity', { count: Number(line.refundedQuantity ?? 0) })} · {money(line.refundedMinor)}</div>;
  };
  if (phone) {
    return (
      <>
        <ul className="pv-plain-list">
          {lines.map((line) => (
            <li key={line.lineId} className="pv-line-card">
              <strong><bdi>{line.productName || line.sku}</bdi></strong>
              <span className="pv-row pv-between">
                <span className="pv-muted">{line.unitPriceMinor === undefined ? `${t('quantity')}: ${format.number(line.quantity ?? 1)}` : <>{format.number(line.quantity ?? 1)} × {money(line.unitPriceMinor)}</>}{Number(line.discountMinor ?? 0) > 0 && <> − {money(line.discountMinor)}</>}</span>
                {money(line.amountMinor)}
              </span>
              {back(line)}
            </li>
          ))}
        </ul>
        <p className="pv-row pv-between"><strong>{t('sum')}</strong><strong>{money(sum)}</strong></p>
        {foot}
      </>
    );
  }
  return (
    <>
      <div className="pv-table-scroll" tabIndex={0} role="group" aria-label={t('lines')}>
        <table className="pv-table">
          <thead>
            <tr>
              <th scope="col">{t('what')}</th>
              <th scope="col" className="pv-align-end">{t('quantity')}</th>
              {priced && <th scope="col" className="pv-align-end">{t('unit_price')}</th>}
              {discounted && <th scope="col" className="pv-align-end">{t('discount')}</th>}
              <th scope="col" className="pv-align-end">{t('amount')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.lineId}>
                <td><bdi>{line.productName || line.sku}</bdi>{back(line)}</td>
                <td className="pv-align-end">{format.number(line.quantity ?? 1)}</td>
                {priced && <td className="pv-align-end">{money(line.unitPriceMinor)}</td>}
                {discounted && <td className="pv-align-end">{Number(line.discountMinor ?? 0) > 0 && money(line.discountMinor)}</td>}
                <td className="pv-align-end">{money(line.amountMinor)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot><tr><th scope="row" colSpan={2 + Number(priced) + Number(discounted)}>{t('sum')}</th><td className="pv-align-end"><strong>{money(sum)}</strong></td></tr></tfoot>
        </table>
      </div>
      {foot}
    </>
  );
}
