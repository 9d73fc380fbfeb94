// Finds customers as one types and gathers several; its value is their ids.
import { Select } from 'antd';
import { useState } from 'react';
import { useAsk } from '@/api/hooks';
import { useDebounced } from '@/app/layout/SearchBox';
import { useWords } from '@/i18n/words';

export function CustomersPicker({ id, value = [], onChange }: { id?: string; value?: string[]; onChange?: (ids: string[]) => void }) {
  const t = useWords();
  const [typed, setTyped] = useState('');
  const [names, setNames] = useState<Record<string, string>>({});
  const q = useDebounced(typed.trim(), 120);
  const found = useAsk('portal', 'search', { q, kinds: ['HIT_CUSTOMER'], limit: 12 }, { enabled: q !== '' });
  const hits = (q === '' ? [] : (found.data?.hits ?? [])).map((hit) => ({ value: hit.id ?? '', label: hit.title || t('unknown_customer'), more: hit.subtitle }));
  const chosen = value.filter((one) => !hits.some((hit) => hit.value === one)).map((one) => ({ value: one, label: names[one] ?? one, more: undefined }));
  return (
    <Select<string[]>
      {...(id ? { id } : {})}
      className="pv-wide"
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: setTyped, autoClearSearchValue: false }}
      value={value}
      loading={found.isFetching}
      placeholder={t('find_customer')}
      notFoundContent={q === '' ? <span className="pv-muted">{t('search_start')}</span> : found.isFetching ? t('loading') : t('nothing_found')}
      options={[...chosen, ...hits]}
      optionRender={(option) => <><bdi>{option.label}</bdi> <span className="pv-muted">{(option.data as { more?: string }).more}</span></>}
      onChange={(ids: string[]) => {
        setNames((old) => ({ ...old, ...Object.fromEntries(hits.map((hit) => [hit.value, hit.label])) }));
        onChange?.(ids);
      }}
    />
  );
}
