// The input for the value of one fact, by its type. The value is the fact without its name.
import { AutoComplete, Input, Select, Switch } from 'antd';
import type { Fact } from '@/api/generated/pv';
import { DateInput } from '@/components/DateInput';
import { NumberInput } from '@/components/inputs';
import { useWords } from '@/i18n/words';
import { dayToMs, msToDay } from './facts';
import type { FactType } from './facts';
import { words } from './words';

interface FactInputProps {
  id?: string;
  type: FactType;
  value?: Fact | undefined;
  onChange?: (value: Fact) => void;
  label?: string;
  autoFocus?: boolean;
}

export function FactInput({ id, type, value = {}, onChange, label, autoFocus }: FactInputProps) {
  const t = useWords(words);
  const common = { ...(id ? { id } : {}), ...(label ? { 'aria-label': label } : {}), autoFocus: autoFocus ?? false };
  switch (type) {
    case 'name': {
      const name = value.personName ?? {};
      const full = name.full ?? [name.given, name.family].filter(Boolean).join(' ');
      return <Input {...common} dir="auto" value={full} onChange={(event) => onChange?.({ personName: { full: event.target.value } })} />;
    }
    case 'date':
      return <DateInput {...(id ? { id } : {})} {...(label ? { 'aria-label': label } : {})} value={dayToMs(value.date)} max={Date.now()} onChange={(ms) => onChange?.(ms ? { date: msToDay(ms) } : {})} />;
    case 'tags':
      return <Select {...common} mode="tags" className="pv-wide" open={false} suffixIcon={null} value={value.tags ?? []} onChange={(tags: string[]) => onChange?.({ tags })} />;
    case 'number':
      return <NumberInput {...common} precision={null} value={value.number ?? null} onChange={(number) => onChange?.(number === null ? {} : { number })} />;
    case 'flag':
      return <Switch {...common} checked={value.flag ?? false} checkedChildren={t('yes')} unCheckedChildren={t('no')} onChange={(flag) => onChange?.({ flag })} />;
    case 'address': {
      const address = value.address ?? {};
      const set = (part: Partial<typeof address>): void => onChange?.({ address: { ...address, ...part } });
      return (
        <div className="pv-stack" role="group" aria-label={label ?? t('fact_address')}>
          <Input.TextArea {...(id ? { id } : {})} autoFocus={autoFocus ?? false} dir="auto" rows={2} aria-label={t('address_lines')} placeholder={t('address_lines')} value={(address.lines ?? []).join('\n')} onChange={(event) => set({ lines: event.target.value.split('\n') })} />
          <div className="pv-fields">
            <Input dir="auto" aria-label={t('address_city')} placeholder={t('address_city')} value={address.city ?? ''} onChange={(event) => set({ city: event.target.value })} />
            <Input dir="auto" aria-label={t('address_region')} placeholder={t('address_region')} value={address.region ?? ''} onChange={(event) => set({ region: event.target.value })} />
          </div>
          <div className="pv-fields">
            <Input dir="ltr" aria-label={t('address_code')} placeholder={t('address_code')} value={address.postalCode ?? ''} onChange={(event) => set({ postalCode: event.target.value })} />
            <Input dir="ltr" maxLength={2} aria-label={t('address_country')} placeholder={t('address_country')} value={address.country ?? ''} onChange={(event) => set({ country: event.target.value.toUpperCase() })} />
          </div>
        </div>
      );
    }
    default:
      return <AutoComplete {...common} className="pv-wide" value={value.text ?? ''} onChange={(text: string) => onChange?.({ text })} />;
  }
}
