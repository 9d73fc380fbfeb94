// Edits the lines of a deal, order or sale: a product or free text, how many, at which price. A Form.Item's child: the value
// is a list of lines as commands take them. Prices of products come from the price list of the customer's tier.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { AutoComplete, Button } from 'antd';
import { useMemo, useRef } from 'react';
import { ask } from '@/api/client';
import { useAsk } from '@/api/hooks';
import { usePhone } from '@/app/theme';
import { NumberInput } from '@/components/inputs';
import { Money } from '@/components/small';
import { useWords } from '@/i18n/words';
import { words } from '../words';
import { AmountInput } from './MoneyInput';
import { lineAmount, newLine, sumOf } from './lines';
import type { EditedLine } from './lines';
import '@/pages/customer/pages.css';

interface LineEditorProps {
  id?: string;
  value?: EditedLine[] | undefined;
  onChange?: (lines: EditedLine[]) => void;
  currency: string;
  /** Whose tier decides the prices. */
  customerId?: string | undefined;
}

export function LineEditor({ id, value, onChange, currency, customerId }: LineEditorProps) {
  const t = useWords(words);
  const phone = usePhone();
  const cache = useQueryClient();
  const lines = value ?? [];
  const newest = useRef(lines);
  newest.current = lines;
  const { data: products } = useAsk('sales', 'list_products', { limit: 500 }, { staleTimeMs: 60_000 });
  const options = useMemo(
    () => (products?.rows ?? []).filter((product) => !product.retired).map((product) => ({
      value: product.name ?? product.sku ?? '',
      label: <span className="pv-option"><bdi>{product.name}</bdi><bdi className="pv-muted">{product.sku}</bdi></span>,
      product,
    })),
    [products],
  );
  const change = (key: string, part: Partial<EditedLine>): void =>
    onChange?.(newest.current.map((line) => (line.key === key ? { ...line, ...part } : line)));

  const takePrice = async (key: string, productId: string): Promise<void> => {
    try {
      const price = await cache.fetchQuery({
        queryKey: ['sales', 'get_price', { productId, currency, customerId }],
        queryFn: () => ask('sales', 'get_price', { productId, currency, ...(customerId ? { customerId } : {}) }),
        staleTime: 60_000,
      });
      change(key, { unitPriceMinor: price.data.unitPriceMinor });
    } catch {
      // no price in this currency: it is written by hand
    }
  };

  return (
    <div id={id} className="pv-lines" role="group" aria-label={t('lines')}>
      {!phone && lines.length > 0 && (
        <div className="pv-lines-head" aria-hidden>
          <span>{t('what')}</span><span>{t('quantity')}</span><span>{t('unit_price')}</span><span>{t('discount')}</span><span>{t('amount')}</span><span />
        </div>
      )}
      {lines.map((line, index) => (
        <fieldset key={line.key} className="pv-line">
          <legend className="pv-sr">{t('line_label', { count: index + 1 })}</legend>
          <AutoComplete
            className="pv-line-what"
            aria-label={t('what')}
            placeholder={t('choose_product')}
            value={line.productName ?? ''}
            options={options}
            showSearch={{
              filterOption: (typed, option) => {
                const text = `${option?.product?.name ?? ''} ${option?.product?.sku ?? ''}`.toLowerCase();
                return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word));
              },
            }}
            onChange={(productName: string) => change(line.key, { productName, productId: undefined })}
            onSelect={(_: string, option) => {
              const { productId, name } = option.product;
              change(line.key, { productName: name, productId });
              if (productId) void takePrice(line.key, productId);
            }}
          />
          <label className="pv-line-quantity">
            {phone && <span className="pv-muted">{t('quantity')}</span>}
            <NumberInput
              aria-label={t('quantity')}
              min={1}
              value={Number(line.quantity ?? 1)}
              onChange={(quantity) => change(line.key, { quantity: String(quantity ?? 1) })}
            />
          </label>
          <label className="pv-line-price">
            {phone && <span className="pv-muted">{t('unit_price')}</span>}
            <AmountInput aria-label={t('unit_price')} currency={currency} value={line.unitPriceMinor} onChange={(unitPriceMinor) => change(line.key, { unitPriceMinor })} />
          </label>
          <label className="pv-line-discount">
            {phone && <span className="pv-muted">{t('discount')}</span>}
            <AmountInput aria-label={t('discount')} currency={currency} value={line.discountMinor} onChange={(discountMinor) => change(line.key, { discountMinor })} />
          </label>
          <span className="pv-line-amount"><Money value={{ amountMinor: lineAmount(line), currency }} /></span>
          <Button
            type="text"
            className="pv-line-remove"
            icon={<DeleteOutlined />}
            aria-label={t('remove_line', { count: index + 1 })}
            onClick={() => onChange?.(lines.filter((other) => other.key !== line.key))}
          />
        </fieldset>
      ))}
      <div className="pv-lines-foot">
        <Button icon={<PlusOutlined />} onClick={() => onChange?.([...lines, newLine()])}>{t('add_line')}</Button>
        {lines.length > 0 && <strong>{t('sum')}: <Money value={{ amountMinor: sumOf(lines), currency }} /></strong>}
      </div>
    </div>
  );
}
