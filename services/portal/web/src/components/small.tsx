// Small parts that every page uses: Money, When, CustomerLink, StateTag, OwnerTag, states of a page, ConfirmButton.
import { ReloadOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, Avatar, Button, Popconfirm, Skeleton, Tag } from 'antd';
import type { ButtonProps } from 'antd';
import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { ApiProblem } from '@/api/problem';
import { useSession } from '@/app/session';
import { useFormat, toMs } from '@/i18n/format';
import type { MoneyLike, Time } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { problemText } from './problemText';

/** An amount; nothing if unset. */
export function Money({ value, compact }: { value: MoneyLike | undefined | null; compact?: boolean }) {
  const format = useFormat();
  if (!value || value.amountMinor === undefined) return null;
  return <span className="pv-number" {...(compact ? { title: format.money(value) } : {})}>{format.money(value, compact)}</span>;
}

/* One clock for all relative times of the page. */
let minute = Math.floor(Date.now() / 30_000);
const clockListeners = new Set<() => void>();
if (typeof window !== 'undefined') {
  setInterval(() => {
    minute = Math.floor(Date.now() / 30_000);
    clockListeners.forEach((listener) => listener());
  }, 30_000);
}

/** Now, to the half minute; the component renders again as time passes. */
export function useNow(): number {
  useSyncExternalStore(
    (listener) => {
      clockListeners.add(listener);
      return () => clockListeners.delete(listener);
    },
    () => minute,
    () => minute,
  );
  return Date.now();
}

interface WhenProps {
  value: Time;
  /** relative: 3 days ago (default); date; dateTime; day. The exact time is in the title. */
  as?: 'relative' | 'date' | 'dateTime' | 'day' | 'time';
  /** A due time: red once it has passed. */
  due?: boolean;
}

export function When({ value, as = 'relative', due = false }: WhenProps) {
  const format = useFormat();
  const now = useNow();
  const t = useWords();
  const ms = toMs(value);
  if (ms === undefined) return null;
  const late = due && ms < now;
  const text = as === 'relative' ? format.relative(ms, now) : format[as](ms);
  return (
    <time dateTime={new Date(ms).toISOString()} title={format.dateTime(ms)} className={late ? 'pv-late' : undefined}>
      {text}
      {late && <span className="pv-sr">{` (${t('overdue')})`}</span>}
    </time>
  );
}

/** A customer's name that leads to the customer's page. */
export function CustomerLink({ id, name }: { id: string | undefined; name?: string | undefined }) {
  const t = useWords();
  if (!id) return null;
  return (
    <Link to={`/customers/${id}`} className="pv-link" onClick={(event) => event.stopPropagation()}>
      <bdi>{name || t('unknown_customer')}</bdi>
    </Link>
  );
}

type Tone = 'good' | 'bad' | 'warn' | 'info' | 'plain' | 'strong';

const tones: [RegExp, Tone][] = [
  [/UNSPECIFIED$/, 'plain'],
  [/(^|_)(WON|PAID|RESOLVED|CONVERTED|DONE|COMPLETED|ACTIVE|GRANTED|QUALIFIED|RUNNING|ENROLLED|ACCEPTED|FULFILLED)$/, 'good'],
  [/(^|_)(LOST|DISQUALIFIED|ESCALATED|OVERDUE|CRITICAL|URGENT|FAILED|REFUSED|WITHDRAWN|BLOCKED|DISABLED)$/, 'bad'],
  [/(^|_)(WAITING|PENDING|ASSIGNED|WORKING|HIGH|STALLED|PAUSED|IN_PROGRESS|REOPENED|DRAFT)$/, 'warn'],
  [/(^|_)(NEW|OPEN|PLANNED|PLACED|INVOICED|CAPTURED)$/, 'info'],
];

const toneClasses: Record<Tone, string> = {
  good: 'pv-tag pv-tag-good', bad: 'pv-tag pv-tag-bad', warn: 'pv-tag pv-tag-warn',
  info: 'pv-tag pv-tag-info', plain: 'pv-tag', strong: 'pv-tag pv-tag-strong',
};

/** The state of a record, or any other enum value, in words and with a calm colour. */
export function StateTag({ value, enumName, tone, children }: {
  value?: string | undefined;
  /** Name of the enum where its value's name alone says too little, such as Tier. */
  enumName?: string;
  tone?: Tone;
  children?: ReactNode;
}) {
  const nameOf = useNames();
  if (!value && !children) return null;
  const chosen = tone ?? tones.find(([pattern]) => pattern.test(value ?? ''))?.[1] ?? 'plain';
  return <Tag className={toneClasses[chosen]} variant="filled">{children ?? nameOf(value, enumName)}</Tag>;
}

/** A person who answers for something. */
export function OwnerTag({ owner, name }: { owner: string | undefined; name?: string | undefined }) {
  const t = useWords();
  const { session } = useSession();
  if (!owner) return <span className="pv-muted">{t('nobody')}</span>;
  const shown = name ?? (owner === session?.user ? t('me') : owner);
  return (
    <span className="pv-owner" title={owner}>
      <Avatar size={22} aria-hidden className="pv-avatar">{initials(name ?? owner)}</Avatar>
      <bdi>{shown}</bdi>
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join(/[\u0600-\u06ff]/.test(name) ? '\u200c' : '').toUpperCase() || '·';
}

export function PersonIcon({ name, size = 40 }: { name: string | undefined; size?: number }) {
  return <Avatar size={size} className="pv-avatar" aria-hidden {...(name ? {} : { icon: <UserOutlined /> })}>{name ? initials(name) : null}</Avatar>;
}

/** Nothing to show, said so that it helps: what belongs here and what to do about it. */
export function EmptyState({ title, hint, action, icon }: { title?: ReactNode; hint?: ReactNode; action?: ReactNode; icon?: ReactNode }) {
  const t = useWords();
  return (
    <div className="pv-empty">
      <div className="pv-empty-mark" aria-hidden>{icon ?? <EmptyMark />}</div>
      <p className="pv-empty-title">{title ?? t('nothing_here')}</p>
      {hint && <p className="pv-muted">{hint}</p>}
      {action && <div className="pv-empty-action">{action}</div>}
    </div>
  );
}

function EmptyMark() {
  return (
    <svg width="56" height="44" viewBox="0 0 56 44" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
      <rect x="7" y="5" width="42" height="34" rx="7" strokeDasharray="3 5" />
      <path d="M16 17h24M16 26h14" />
    </svg>
  );
}

/** Why something could not be shown, with a way to try again. */
export function ErrorState({ problem, onAgain, compact }: { problem: ApiProblem; onAgain?: () => void; compact?: boolean }) {
  const t = useWords();
  const { title, detail } = problemText(problem, t);
  return (
    <Alert
      type={problem.isPassing ? 'warning' : 'error'}
      showIcon
      className={compact ? undefined : 'pv-error'}
      title={title}
      description={detail}
      role="alert"
      action={onAgain && <Button size="small" icon={<ReloadOutlined />} onClick={onAgain}>{t('try_again')}</Button>}
    />
  );
}

/** Shapes of what is coming: lines of a page, rows of a table, or tiles. */
export function Loading({ as = 'page', count = 6 }: { as?: 'page' | 'rows' | 'tiles' | 'line'; count?: number }) {
  const t = useWords();
  return (
    <div className={`pv-loading pv-loading-${as}`} role="status" aria-label={t('loading')}>
      {as === 'page' && <><Skeleton active title={{ width: '30%' }} paragraph={{ rows: 1, width: '50%' }} /><Skeleton active title={false} paragraph={{ rows: count }} /></>}
      {as === 'line' && <Skeleton active title={{ width: '60%' }} paragraph={false} />}
      {as === 'rows' && Array.from({ length: count }, (_, row) => <Skeleton key={row} active title={false} paragraph={{ rows: 1, width: `${92 - ((row * 17) % 30)}%` }} />)}
      {as === 'tiles' && Array.from({ length: count }, (_, tile) => <div key={tile} className="pv-tile"><Skeleton active title={{ width: '40%' }} paragraph={{ rows: 1 }} /></div>)}
    </div>
  );
}

/** Shows what a question brought: shapes while it is asked, the problem if refused, else the children. */
export function Shown<T>({ of, as, children }: {
  of: { data: T | undefined; error: ApiProblem | null; isPending: boolean; refetch: () => unknown };
  as?: 'page' | 'rows' | 'tiles' | 'line';
  children: (data: T) => ReactNode;
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <ErrorState problem={of.error} onAgain={() => void of.refetch()} />;
  return <Loading {...(as ? { as } : {})} />;
}

/** A button that asks before it acts. */
export function ConfirmButton({ question, detail, onConfirm, danger, children, confirmText, ...rest }: Omit<ButtonProps, 'onClick'> & {
  question: ReactNode;
  detail?: ReactNode;
  confirmText?: string;
  onConfirm: () => unknown;
}) {
  const t = useWords();
  return (
    <Popconfirm
      title={question}
      description={detail}
      okText={confirmText ?? t('confirm')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: danger ?? false }}
      onConfirm={() => Promise.resolve(onConfirm()).catch(() => undefined)}
    >
      <Button danger={danger ?? false} {...rest}>{children}</Button>
    </Popconfirm>
  );
}
