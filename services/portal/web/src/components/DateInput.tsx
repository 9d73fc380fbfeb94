// Date pickers in the calendar of the settings, Jalali or Gregorian. Values are UTC milliseconds as text, as answers have them.
import generatePicker from 'antd/es/date-picker/generatePicker/index';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useSettings } from '@/app/settings';
import type { Calendar, Language } from '@/app/settings';
import { monthOf, pickerCalendar } from '@/i18n/calendar';
import { persianDigits, toMs } from '@/i18n/format';
import type { Time } from '@/i18n/format';
import { useWords } from '@/i18n/words';

type Picker = ReturnType<typeof generatePicker<Date>>;
const pickers = new Map<string, Picker>();

function pickerFor(calendar: Calendar, language: Language): Picker {
  const key = `${calendar} ${language}`;
  let picker = pickers.get(key);
  if (!picker) pickers.set(key, (picker = generatePicker<Date>(pickerCalendar(calendar, language))));
  return picker;
}

function usePicker(): Picker {
  const { calendar, language } = useSettings();
  return useMemo(() => pickerFor(calendar, language), [calendar, language]);
}

function maskOf(language: Language, calendar: Calendar, withTime: boolean): string {
  const date = language === 'fa' || calendar === 'jalali' ? 'YYYY/MM/DD' : 'DD/MM/YYYY';
  return withTime ? `${date} HH:mm` : date;
}

interface DateInputProps {
  id?: string;
  value?: Time;
  onChange?: (value: string | undefined) => void;
  /** Ask for the time of the day too. */
  withTime?: boolean;
  disabled?: boolean;
  /** Earliest and latest day to choose. */
  min?: Time;
  max?: Time;
  placeholder?: string;
  'aria-label'?: string;
  'aria-required'?: boolean;
}

const dateOf = (time: Time): Date | null => {
  const ms = toMs(time);
  return ms === undefined ? null : new Date(ms);
};

/** A picker writes days with the calendar's digits, but hours and minutes with its own. */
function inPersianDigits(value: Date | number | string, { type, originNode }: { type: string; originNode: ReactNode }): ReactNode {
  if (type !== 'time') return originNode;
  return <div className="ant-picker-time-panel-cell-inner">{persianDigits(String(value).padStart(2, '0'))}</div>;
}

export function DateInput({ value, onChange, withTime = false, min, max, placeholder, ...rest }: DateInputProps) {
  const { calendar, language } = useSettings();
  const Picker = usePicker();
  const t = useWords();
  return (
    <Picker
      {...rest}
      key={`${calendar} ${language}`}
      className="pv-wide"
      value={dateOf(value)}
      onChange={(date: Date | Date[] | null) => onChange?.(date instanceof Date ? String(date.getTime()) : undefined)}
      format={maskOf(language, calendar, withTime)}
      showTime={withTime ? { format: 'HH:mm' } : false}
      {...(language === 'fa' ? { cellRender: inPersianDigits } : {})}
      placeholder={placeholder ?? t('pick_date')}
      minDate={dateOf(min) ?? undefined}
      maxDate={dateOf(max) ?? undefined}
    />
  );
}

export interface DateRange {
  from?: string | undefined;
  to?: string | undefined;
}

interface DateRangeInputProps {
  id?: string;
  value?: DateRange;
  /** From the first moment of the first day to the last moment of the last. */
  onChange?: (value: DateRange) => void;
}

export function DateRangeInput({ id, value, onChange }: DateRangeInputProps) {
  const { calendar, language } = useSettings();
  const Picker = usePicker();
  const t = useWords();
  const presets = useMemo(() => {
    const now = new Date();
    const ago = (days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
    const month = monthOf(calendar, now);
    return [
      { label: t('today'), value: [ago(0), now] as [Date, Date] },
      { label: t('last_7_days'), value: [ago(6), now] as [Date, Date] },
      { label: t('last_30_days'), value: [ago(29), now] as [Date, Date] },
      { label: t('this_month'), value: [month.from, month.to] as [Date, Date] },
    ];
  }, [calendar, t]);
  return (
    <Picker.RangePicker
      key={`${calendar} ${language}`}
      {...(id ? { id: { start: id, end: `${id}-end` } } : {})}
      className="pv-wide"
      value={[dateOf(value?.from), dateOf(value?.to)]}
      format={maskOf(language, calendar, false)}
      placeholder={[t('from_date'), t('to_date')]}
      allowEmpty={[true, true]}
      presets={presets}
      onChange={(dates: [Date | null, Date | null] | null) => {
        const start = dates?.[0] ? new Date(dates[0].getFullYear(), dates[0].getMonth(), dates[0].getDate()) : undefined;
        const end = dates?.[1] ? new Date(dates[1].getFullYear(), dates[1].getMonth(), dates[1].getDate() + 1) : undefined;
        onChange?.({
          from: start && String(start.getTime()),
          to: end && String(end.getTime() - 1),
        });
      }}
    />
  );
}
