// A list that is read page by page: a table on wide screens, cards on a phone. Selection with bulk actions, order where the
// question allows it, columns that can be hidden, rows that open with a click or the keyboard.
import { ArrowDownOutlined, ArrowUpOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Spin } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Pages } from '@/api/hooks';
import { useSettings } from '@/app/settings';
import { usePhone } from '@/app/theme';
import { useWords } from '@/i18n/words';
import { EmptyState, ErrorState, Loading } from './small';

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  align?: 'start' | 'end' | 'center';
  /** CSS width, such as 12ch or 20%. */
  width?: string;
  /** Where it goes on a phone's card; line by default. */
  phone?: 'title' | 'tag' | 'line' | 'none';
  /** Hidden until chosen. */
  hidden?: boolean;
  /** A click on the heading orders by it. */
  sortable?: boolean;
}

export interface Sort {
  key: string;
  descending: boolean;
}

interface DataTableProps<T> {
  /** What the table is of, for those who cannot see it. */
  label: string;
  pages: Pages<T>;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  /** Page that a row opens; its first cell becomes the link. */
  href?: (row: T) => string;
  /** Or what a click on a row does. */
  onOpen?: (row: T) => void;
  /** Name of a row for those who cannot see it. */
  rowName?: (row: T) => string;
  selected?: string[];
  onSelect?: (keys: string[]) => void;
  /** Shown above the table while rows are selected. */
  bulk?: ReactNode;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Shown columns by key; keeps its own if not given. */
  shown?: string[] | undefined;
  onShown?: (keys: string[]) => void;
  /** Left above the table: filters, views. */
  toolbar?: ReactNode;
  /** Filters are on: the empty state says so. */
  filtered?: boolean;
  onClearFilters?: () => void;
  empty?: ReactNode;
  /** Marks a row, such as overdue ones. */
  rowClass?: (row: T) => string | undefined;
  /** How many there are in all, where known. */
  total?: number | undefined;
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { label, pages, columns, toolbar, selected, bulk, total } = props;
  const t = useWords();
  const phone = usePhone();
  const [own, setOwn] = useState<string[]>();
  const shownKeys = props.shown ?? own ?? columns.filter((column) => !column.hidden).map((column) => column.key);
  const shown = columns.filter((column) => shownKeys.includes(column.key));
  const setShown = props.onShown ?? setOwn;
  const some = (selected?.length ?? 0) > 0;

  return (
    <section className="pv-list" aria-label={label} aria-busy={pages.isFetching}>
      {(toolbar || bulk || columns.some((column) => column.hidden)) && (
        <div className="pv-list-bar">
          {some && bulk ? (
            <div className="pv-bulk">
              <strong>{t('selected', { count: selected!.length })}</strong>
              {bulk}
              <Button type="text" onClick={() => props.onSelect?.([])}>{t('cancel')}</Button>
            </div>
          ) : (
            <div className="pv-list-tools">{toolbar}</div>
          )}
          {total !== undefined && !some && <span className="pv-muted pv-list-total">{t('rows', { count: total })}</span>}
          {!phone && columns.some((column) => column.hidden) && (
            <ColumnChooser columns={columns} shown={shownKeys} onChange={setShown} />
          )}
        </div>
      )}
      <Body {...props} shownColumns={shown} phone={phone} />
      <More pages={pages} />
    </section>
  );
}

function Body<T>(props: DataTableProps<T> & { shownColumns: Column<T>[]; phone: boolean }) {
  const { pages, phone, filtered, onClearFilters, empty } = props;
  const t = useWords();
  if (pages.error && pages.rows.length === 0) return <ErrorState problem={pages.error} onAgain={pages.refetch} />;
  if (pages.isPending) return <Loading as="rows" count={8} />;
  if (pages.rows.length === 0 && !pages.hasNext) {
    if (!filtered) return <>{empty ?? <EmptyState />}</>;
    return (
      <EmptyState
        title={t('nothing_found')}
        hint={t('nothing_found_hint')}
        action={onClearFilters && <Button onClick={onClearFilters}>{t('clear_filters')}</Button>}
      />
    );
  }
  return (
    <div className={pages.isStale ? 'pv-stale' : undefined}>
      {pages.error && <ErrorState problem={pages.error} onAgain={pages.refetch} compact />}
      {phone ? <Cards {...props} /> : <Table {...props} />}
    </div>
  );
}

function useOpen<T>({ href, onOpen }: DataTableProps<T>) {
  const navigate = useNavigate();
  if (!href && !onOpen) return undefined;
  return (row: T, event: MouseEvent) => {
    if ((event.target as HTMLElement).closest('a, button, input, label, [role=button], [role=menuitem]')) return;
    if (window.getSelection()?.toString()) return;
    if (!href) onOpen?.(row);
    else if (event.metaKey || event.ctrlKey) window.open(href(row), '_blank');
    else void navigate(href(row));
  };
}

function RowName<T>({ row, of, children }: { row: T; of: DataTableProps<T>; children: ReactNode }) {
  if (of.href) return <Link to={of.href(row)} className="pv-link pv-row-link">{children}</Link>;
  if (of.onOpen) return <button type="button" className="pv-row-button" onClick={() => of.onOpen?.(row)}>{children}</button>;
  return <>{children}</>;
}

function isNothing(shown: ReactNode): boolean {
  return shown === null || shown === undefined || shown === '' || shown === false;
}

function Table<T>(props: DataTableProps<T> & { shownColumns: Column<T>[] }) {
  const { label, pages, shownColumns, rowKey, selected, onSelect, rowName, rowClass, sort, onSort } = props;
  const t = useWords();
  const open = useOpen(props);
  const keys = useMemo(() => pages.rows.map(rowKey), [pages.rows, rowKey]);
  const chosen = new Set(selected);
  const allChosen = keys.length > 0 && keys.every((key) => chosen.has(key));
  return (
    <div className="pv-table-scroll" tabIndex={0} role="group" aria-label={label}>
      <table className="pv-table">
        <thead>
          <tr>
            {onSelect && (
              <th className="pv-cell-check" scope="col">
                <Checkbox
                  aria-label={t('select_all')}
                  checked={allChosen}
                  indeterminate={!allChosen && chosen.size > 0}
                  onChange={() => onSelect(allChosen ? [] : keys)}
                />
              </th>
            )}
            {shownColumns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`pv-align-${column.align ?? 'start'}`}
                style={column.width ? { width: column.width } : undefined}
                aria-sort={sort?.key === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined}
              >
                {column.sortable && onSort ? (
                  <button
                    type="button"
                    className="pv-sort"
                    onClick={() => onSort({ key: column.key, descending: sort?.key === column.key ? !sort.descending : false })}
                  >
                    {column.title}
                    {sort?.key === column.key && (sort.descending ? <ArrowDownOutlined /> : <ArrowUpOutlined />)}
                  </button>
                ) : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pages.rows.map((row, index) => {
            const key = keys[index]!;
            return (
              <tr
                key={key}
                className={[open && 'pv-row-open', chosen.has(key) && 'pv-row-chosen', rowClass?.(row)].filter(Boolean).join(' ') || undefined}
                onClick={open && ((event) => open(row, event))}
              >
                {onSelect && (
                  <td className="pv-cell-check">
                    <Checkbox
                      aria-label={t('select_row', { name: rowName?.(row) ?? key })}
                      checked={chosen.has(key)}
                      onChange={() => onSelect(chosen.has(key) ? [...chosen].filter((other) => other !== key) : [...chosen, key])}
                    />
                  </td>
                )}
                {shownColumns.map((column, at) => {
                  const shown = column.render(row);
                  return (
                    <td key={column.key} className={`pv-align-${column.align ?? 'start'}`}>
                      {at === 0 ? <RowName row={row} of={props}>{shown}</RowName> : isNothing(shown) ? <span className="pv-muted" aria-hidden>—</span> : shown}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cards<T>(props: DataTableProps<T>) {
  const { pages, columns, rowKey, selected, onSelect, rowName, rowClass } = props;
  const t = useWords();
  const open = useOpen(props);
  const chosen = new Set(selected);
  const first = columns.find((column) => column.phone === 'title') ?? columns[0];
  const tags = columns.filter((column) => column.phone === 'tag');
  const lines = columns.filter((column) => column !== first && (column.phone ?? (column.hidden ? 'none' : 'line')) === 'line');
  return (
    <ul className="pv-cards">
      {pages.rows.map((row) => {
        const key = rowKey(row);
        return (
          <li
            key={key}
            className={['pv-card', chosen.has(key) && 'pv-row-chosen', rowClass?.(row)].filter(Boolean).join(' ')}
            onClick={open && ((event) => open(row, event))}
          >
            <div className="pv-card-head">
              {onSelect && (
                <Checkbox
                  aria-label={t('select_row', { name: rowName?.(row) ?? key })}
                  checked={chosen.has(key)}
                  onChange={() => onSelect(chosen.has(key) ? [...chosen].filter((other) => other !== key) : [...chosen, key])}
                />
              )}
              <div className="pv-card-title">{first && <RowName row={row} of={props}>{first.render(row)}</RowName>}</div>
              <div className="pv-tags">{tags.map((column) => <span key={column.key}>{column.render(row)}</span>)}</div>
            </div>
            <dl className="pv-card-lines">
              {lines.map((column) => {
                const shown = column.render(row);
                if (isNothing(shown)) return null;
                return <div key={column.key}><dt>{column.title}</dt><dd>{shown}</dd></div>;
              })}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}

function ColumnChooser<T>({ columns, shown, onChange }: { columns: Column<T>[]; shown: string[]; onChange: (keys: string[]) => void }) {
  const t = useWords();
  const { language } = useSettings();
  return (
    <Dropdown
      trigger={['click']}
      placement={language === 'fa' ? 'bottomLeft' : 'bottomRight'}
      popupRender={() => (
        <div className="pv-popup" role="group" aria-label={t('columns')}>
          {columns.map((column, index) => (
            <Checkbox
              key={column.key}
              disabled={index === 0}
              checked={shown.includes(column.key)}
              onChange={(event) => onChange(event.target.checked ? [...shown, column.key] : shown.filter((key) => key !== column.key))}
            >
              {column.title}
            </Checkbox>
          ))}
        </div>
      )}
    >
      <Button type="text" icon={<SettingOutlined />} aria-label={t('columns')} title={t('columns')} />
    </Dropdown>
  );
}

/** Reads the next page when it comes into view; a button for those who do not scroll. */
export function More<T>({ pages }: { pages: Pages<T> }) {
  const t = useWords();
  const mark = useRef<HTMLDivElement>(null);
  const { hasNext, isFetchingNext, isFetching, fetchNext, error } = pages;
  useEffect(() => {
    const element = mark.current;
    if (!element || !hasNext || isFetching || error) return undefined;
    const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && fetchNext(), { rootMargin: '400px' });
    seen.observe(element);
    return () => seen.disconnect();
  }, [hasNext, isFetching, fetchNext, error]);
  if (!hasNext) return null;
  return (
    <div ref={mark} className="pv-more">
      {isFetchingNext ? <Spin size="small" aria-label={t('loading_more')} /> : <Button onClick={fetchNext}>{t('show_more')}</Button>}
    </div>
  );
}
