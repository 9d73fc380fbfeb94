// Inputs for what departments speak of: money, a customer, a person who answers for something, a picture of a choice.
import { InputNumber, Select, Space } from 'antd';
import { useMemo, useState } from 'react';
import { useAsk } from '@/api/hooks';
import { useDebounced } from '@/app/layout/SearchBox';
import { useSession } from '@/app/session';
import { fromMinor, latinDigits, minorDigits, persianDigits, toMinor, useFormat } from '@/i18n/format';
import { useSettings } from '@/app/settings';
import { useWords } from '@/i18n/words';

export interface MoneyValue {
  amountMinor?: string;
  currency?: string;
}

const CURRENCIES = ['IRR', 'EUR', 'USD', 'GBP', 'AED', 'TRY'];

interface MoneyInputProps {
  id?: string;
  value?: MoneyValue;
  onChange?: (value: MoneyValue | undefined) => void;
  /** The currency cannot be chosen. */
  currency?: string;
  'aria-label'?: string;
}

/** An amount in main units; its value is in minor units with the currency. */
export function MoneyInput({ id, value, onChange, currency: fixed, ...rest }: MoneyInputProps) {
  const { language } = useSettings();
  const t = useWords();
  const format = useFormat();
  const [chosen, setChosen] = useState(fixed ?? value?.currency ?? (language === 'fa' ? 'IRR' : 'EUR'));
  const currency = fixed ?? value?.currency ?? chosen;
  const tell = (amount: number | null, unit: string): void =>
    onChange?.(amount === null ? undefined : { amountMinor: toMinor(amount, unit), currency: unit });
  const amount = value?.amountMinor === undefined ? null : fromMinor(value.amountMinor, currency);
  return (
    <Space.Compact block>
      <NumberInput
        {...rest}
        {...(id ? { id } : {})}
        value={amount}
        precision={minorDigits(currency)}
        min={0}
        onChange={(next) => tell(next, currency)}
      />
      <Select
        value={currency}
        disabled={fixed !== undefined}
        aria-label={t('currency')}
        style={{ width: 92 }}
        options={CURRENCIES.map((code) => ({ value: code, label: format.currency(code) }))}
        onChange={(unit: string) => {
          setChosen(unit);
          tell(amount, unit);
        }}
      />
    </Space.Compact>
  );
}

interface NumberInputProps {
  id?: string;
  value?: number | null;
  onChange?: (value: number | null) => void;
  /** Digits below one: none unless given; null for as many as are typed. */
  precision?: number | null;
  min?: number;
  max?: number;
  disabled?: boolean;
  autoFocus?: boolean;
  'aria-label'?: string;
}

/** A number, shown with groups of three and in the digits of the language; digits of either language may be typed. */
export function NumberInput({ precision = 0, ...rest }: NumberInputProps) {
  const { language } = useSettings();
  return (
    <InputNumber<number>
      {...rest}
      className="pv-wide"
      {...(precision === null ? {} : { precision })}
      controls={false}
      inputMode="decimal"
      formatter={(number, { userTyping, input }) => {
        if (number === undefined || (number as unknown) === '') return '';
        const text = userTyping ? latinDigits(input).replace(/[^\d.-]/g, '') : String(number);
        const [whole = '', fraction] = text.split('.');
        const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
        return language === 'fa' ? persianDigits(grouped).replace(/,/g, '٬') : grouped;
      }}
      parser={(text) => {
        const digits = latinDigits(text ?? '').replace(/[^\d.-]/g, '');
        return (digits === '' ? '' : Number(digits)) as never; // nothing is not zero
      }}
    />
  );
}

interface CustomerSelectProps {
  id?: string;
  value?: string | undefined;
  onChange?: (customerId: string | undefined, name?: string) => void;
  /** Name of the value, where the page knows it. */
  name?: string | undefined;
  disabled?: boolean;
  placeholder?: string;
  'aria-label'?: string;
  autoFocus?: boolean;
}

/** Finds a customer as one types; its value is the customer's id. */
export function CustomerSelect({ value, onChange, name, placeholder, ...rest }: CustomerSelectProps) {
  const t = useWords();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<{ value: string; label: string }>();
  const query = useDebounced(text.trim(), 120);
  const found = useAsk('portal', 'search', { q: query, kinds: ['HIT_CUSTOMER'], limit: 12 }, { enabled: query !== '' });
  const options = useMemo(() => {
    const hits = (query === '' ? [] : found.data?.hits ?? []).map((hit) => ({ value: hit.id ?? '', label: hit.title || t('unknown_customer'), more: hit.subtitle }));
    const own = value && !hits.some((hit) => hit.value === value) ? [{ value, label: picked?.value === value ? picked.label : name || value, more: undefined }] : [];
    return [...own, ...hits];
  }, [found.data, name, picked, query, t, value]);
  return (
    <Select<string>
      {...rest}
      className="pv-wide"
      showSearch={{ filterOption: false, onSearch: setText }}
      allowClear
      value={value ?? null as never}
      loading={found.isFetching}
      placeholder={placeholder ?? t('find_customer')}
      notFoundContent={query === '' ? <span className="pv-muted">{t('search_start')}</span> : found.isFetching ? t('loading') : t('nothing_found')}
      options={options}
      optionRender={(option) => <><bdi>{option.label}</bdi> <span className="pv-muted">{(option.data as { more?: string }).more}</span></>}
      onChange={(id: string | undefined) => {
        const label = options.find((option) => option.value === id)?.label;
        if (id && label) setPicked({ value: id, label });
        onChange?.(id, label);
      }}
    />
  );
}

/** People who may answer for something. */
export function useColleagues(role?: string) {
  return useAsk('portal', 'list_colleagues', { ...(role ? { role } : {}), limit: 200 }, { staleTimeMs: 5 * 60_000 });
}

/** Name of a person by login name. */
export function useNameOfPerson(): (user: string | undefined) => string | undefined {
  const { data } = useColleagues();
  return useMemo(() => {
    const names = new Map((data?.rows ?? []).map((row) => [row.userId, row.name]));
    return (user) => (user ? names.get(user) || undefined : undefined);
  }, [data]);
}

interface OwnerSelectProps {
  id?: string;
  value?: string | undefined;
  onChange?: (owner: string | undefined) => void;
  /** Only those who hold this role. */
  role?: string;
  allowNobody?: boolean;
  placeholder?: string;
  'aria-label'?: string;
}

/** Chooses a person; its value is the login name, as departments store it. */
export function OwnerSelect({ value, onChange, role, placeholder, allowNobody = true, ...rest }: OwnerSelectProps) {
  const t = useWords();
  const { session } = useSession();
  const { data, isFetching } = useColleagues(role);
  const options = useMemo(() => {
    const rows = (data?.rows ?? []).filter((row) => !row.disabled || row.userId === value);
    const people = rows.map((row) => ({
      value: row.userId ?? '',
      label: row.userId === session?.user ? `${row.name || row.userId} (${t('me')})` : row.name || row.userId || '',
    }));
    if (value && !people.some((person) => person.value === value)) people.unshift({ value, label: value });
    return people;
  }, [data, session, t, value]);
  return (
    <Select<string>
      {...rest}
      className="pv-wide"
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={allowNobody}
      value={value ?? null as never}
      loading={isFetching}
      placeholder={placeholder ?? t('owner')}
      options={options}
      onChange={(owner: string | undefined) => onChange?.(owner)}
    />
  );
}
