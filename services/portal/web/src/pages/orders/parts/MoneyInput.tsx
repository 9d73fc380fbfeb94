// An amount in a currency that is chosen elsewhere; the value is in minor units. And the currency.
import { Select } from 'antd';
import { NumberInput } from '@/components/inputs';
import { fromMinor, minorDigits, toMinor, useFormat } from '@/i18n/format';
import { CURRENCIES, rememberCurrency, rememberedCurrency } from './currency';

interface AmountInputProps {
  id?: string;
  /** Minor units. */
  value?: string | number | undefined;
  onChange?: (minor: string | undefined) => void;
  currency: string;
  /** Largest amount, minor units. */
  most?: string | number | undefined;
  'aria-label'?: string;
}

export function AmountInput({ value, onChange, currency, most, ...rest }: AmountInputProps) {
  return (
    <NumberInput
      {...rest}
      value={value === undefined || value === '' ? null : fromMinor(value, currency)}
      precision={minorDigits(currency)}
      min={0}
      {...(most === undefined ? {} : { max: fromMinor(most, currency) })}
      onChange={(amount) => onChange?.(amount === null ? undefined : toMinor(amount, currency))}
    />
  );
}

export function CurrencySelect({ value, onChange, ...rest }: { id?: string; value?: string; onChange?: (value: string) => void; disabled?: boolean; 'aria-label'?: string }) {
  const format = useFormat();
  const chosen = value ?? rememberedCurrency();
  const codes = CURRENCIES.includes(chosen) ? CURRENCIES : [chosen, ...CURRENCIES];
  return (
    <Select
      {...rest}
      value={chosen}
      options={codes.map((code) => ({ value: code, label: format.currency(code) }))}
      onChange={(code: string) => {
        rememberCurrency(code);
        onChange?.(code);
      }}
    />
  );
}
