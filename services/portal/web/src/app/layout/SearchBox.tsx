// Search over everything, as one types: '/' goes there, arrows choose, Enter opens.
import { SearchOutlined } from '@ant-design/icons';
import { Input, Spin } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import type { SearchHit } from '@/api/generated/portal';
import { useAsk } from '@/api/hooks';
import { ErrorState } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { pathOf } from '../routes';

const WAIT_MS = 90;

export function useDebounced<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

export function SearchBox() {
  const t = useWords();
  const nameOf = useNames();
  const navigate = useNavigate();
  const id = useId();
  const input = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const query = useDebounced(text.trim(), WAIT_MS);
  const found = useAsk('portal', 'search', { q: query, limit: 12 }, { enabled: query !== '', staleTimeMs: 10_000 });
  const hits = query === '' ? [] : found.data?.hits ?? [];

  useEffect(() => setAt(0), [query]);
  useEffect(() => {
    const typed = (event: globalThis.KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || event.metaKey || event.ctrlKey || event.altKey) return;
      if (target.closest('input, textarea, select, [contenteditable=true], [role=textbox]')) return;
      event.preventDefault();
      input.current?.focus({ cursor: 'all' });
    };
    window.addEventListener('keydown', typed);
    return () => window.removeEventListener('keydown', typed);
  }, []);

  const go = (index: number): void => {
    const hit = hits[index];
    const to = hit && pathOf(hit.kind, hit.id, hit.customerId);
    if (!to) return;
    setOpen(false);
    setText('');
    input.current?.blur();
    void navigate(to);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((index) => Math.min(hits.length - 1, index + 1));
    else if (event.key === 'ArrowUp') setAt((index) => Math.max(0, index - 1));
    else if (event.key === 'Enter') go(at);
    else if (event.key === 'Escape') {
      if (text === '') input.current?.blur();
      setText('');
      setOpen(false);
    } else return;
    event.preventDefault();
  };

  const shown = open && text.trim() !== '';
  return (
    <div className="pv-search" role="search">
      <Input
        ref={input}
        variant="filled"
        prefix={<SearchOutlined aria-hidden />}
        suffix={found.isFetching && query !== '' ? <Spin size="small" /> : <kbd className="pv-key" aria-hidden>/</kbd>}
        placeholder={t('search_everything')}
        value={text}
        maxLength={200}
        role="combobox"
        aria-label={t('search_everything')}
        aria-expanded={shown}
        aria-controls={`${id}-hits`}
        aria-autocomplete="list"
        aria-activedescendant={shown && hits[at] ? `${id}-${at}` : undefined}
        onChange={(event) => { setText(event.target.value); setOpen(true); }}
        onFocus={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={keys}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="pv-sr" role="status">{shown && query !== '' && !found.isFetching ? t('search_results', { count: hits.length }) : ''}</div>
      <ul id={`${id}-hits`} role="listbox" aria-label={t('search')} className="pv-hits" hidden={!shown}>
        {found.error && query !== '' && <li role="presentation"><ErrorState problem={found.error} compact /></li>}
        {hits.map((hit, index) => (
          <li
            key={`${hit.kind}-${hit.id}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={index === at ? 'pv-hit pv-hit-at' : 'pv-hit'}
            onMouseEnter={() => setAt(index)}
            onMouseDown={(event) => { event.preventDefault(); go(index); }}
          >
            <span className={`pv-hit-kind pv-hit-${(hit.kind ?? '').toLowerCase()}`}>{nameOf(hit.kind)}</span>
            <HitText hit={hit} query={query} />
          </li>
        ))}
        {hits.length === 0 && !found.isFetching && !found.error && query !== '' && <li role="presentation" className="pv-hit-none">{t('search_nothing', { query })}</li>}
      </ul>
    </div>
  );
}

const TELEPHONE = /^\+?\d[\d\s-]*$/;

/** What was found; where it has no title its number stands for it. A stock number keeps its digits. */
function HitText({ hit, query }: { hit: SearchHit; query: string }) {
  const t = useWords();
  const format = useFormat();
  const number = hit.kind === 'HIT_PRODUCT' ? hit.number : format.digits(hit.number);
  const title = hit.title || number || t('unknown_customer');
  return (
    <>
      <span className="pv-hit-title"><bdi>{marked(title, query)}</bdi></span>
      <span className="pv-hit-more pv-muted">
        {number && number !== title && <bdi>{number}</bdi>}
        {number && number !== title && hit.subtitle && ' · '}
        {hit.subtitle && (TELEPHONE.test(hit.subtitle) ? <span className="pv-ltr">{format.digits(hit.subtitle)}</span> : <bdi>{hit.subtitle}</bdi>)}
      </span>
    </>
  );
}

/** Marks the words of the question where they begin a word of the title. */
function marked(title: string, query: string): ReactNode {
  const words = query.split(/\s+/).filter((word) => word.length > 1).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return title;
  return title
    .split(new RegExp(`((?:^|(?<=[\\s\u200c-]))(?:${words.join('|')}))`, 'iu'))
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}
