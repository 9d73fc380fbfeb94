// Finds an order or invoice by its number; digits of either language may be typed.
import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { latinDigits } from '@/i18n/format';

/** O-12 for o12, ۱۲ or O-12. */
export function wholeNumber(typed: string, series: 'O' | 'I'): string {
  const text = latinDigits(typed).trim().toUpperCase();
  const digits = /^(?:[A-Z]-?)?(\d+)$/.exec(text)?.[1];
  return digits ? `${series}-${digits}` : text;
}

export function NumberSearch({ series, value, onChange, label }: { series: 'O' | 'I'; value: string; onChange: (number: string | undefined) => void; label: string }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <span className="pv-filter pv-filter-wide"><Input.Search
      className="pv-wide"
      aria-label={label}
      placeholder={label}
      value={typed}
      allowClear
      onChange={(event) => {
        setTyped(event.target.value);
        if (!event.target.value) onChange(undefined);
      }}
      onSearch={(text) => onChange(text.trim() ? wholeNumber(text, series) : undefined)}
    /></span>
  );
}
