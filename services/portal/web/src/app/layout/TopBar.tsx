// The bar above every page: search, health of departments, notifications, account.
import {
  ApiOutlined, BellOutlined, CheckCircleFilled, LogoutOutlined, MinusCircleFilled, UserOutlined,
} from '@ant-design/icons';
import { Badge, Button, Segmented } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { DepartmentHeard } from '@/api/generated/portal';
import { askKey, useAsk, useTell } from '@/api/hooks';
import { Popup } from '@/components/Popup';
import { EmptyState, PersonIcon, When } from '@/components/small';
import { useNames } from '@/i18n/names';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useLive } from '@/live/LiveProvider';
import { pathOf } from '../routes';
import { useSession } from '../session';
import { changeSettings, useSettings } from '../settings';
import type { Language } from '../settings';
import { usePhone } from '../theme';
import { Mark } from './Mark';
import { SearchBox } from './SearchBox';

const DEPARTMENTS = ['sales', 'marketing', 'support', 'loyalty', 'analytics'];

export function TopBar() {
  const phone = usePhone();
  const t = useWords();
  return (
    <header className="pv-top">
      {phone && <Link to="/" className="pv-brand" aria-label={t('payvand')}><Mark size={30} /></Link>}
      <SearchBox />
      <div className="pv-top-tools">
        <LanguageSwitch />
        <HealthIndicator />
        <Notifications />
        <UserMenu />
      </div>
    </header>
  );
}

/** Switches the language at once, and keeps it with the account for the person's other browsers. */
function useLanguageChoice(): (language: Language) => void {
  const keep = useTell('portal', 'change_me', { quiet: true });
  return (language) => {
    changeSettings({ language, chosen: true });
    keep.send({ language });
  };
}

function LanguageSwitch() {
  const choose = useLanguageChoice();
  const { language } = useSettings();
  const next = language === 'fa' ? 'en' : 'fa';
  return (
    <Button
      type="text"
      className="pv-language"
      lang={next}
      onClick={() => choose(next)}
      aria-label={next === 'fa' ? 'فارسی' : 'English'}
    >
      {next === 'fa' ? 'فا' : 'EN'}
    </Button>
  );
}

/** Which departments answer, and how far the portal has heard each. */
function HealthIndicator() {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const format = useFormat();
  const { silent } = useLive();
  const { data } = useAsk('portal', 'list_departments', {}, { staleTimeMs: 60_000, refetchEveryMs: 60_000 });
  const rows = DEPARTMENTS.map((source) => data?.rows?.find((row) => row.source === source) ?? { source } as DepartmentHeard);
  const away = rows.filter((row) => row.silent || (row.source && silent[row.source]));
  const title = away.length === 0
    ? t('health_good')
    : t('departments_silent', { count: away.length, list: format.list(away.map((row) => t(row.source as 'sales'))) });
  return (
    <Popup open={open} onOpen={setOpen} label={t('health')} trigger={<Button type="text" aria-expanded={open} onClick={() => setOpen(!open)} aria-label={title} title={title} icon={<Badge dot={away.length > 0} color="var(--pv-bad)"><ApiOutlined /></Badge>} />}>
      <strong>{t('health')}</strong>
      <ul className="pv-plain-list pv-health">
        {rows.map((row) => {
          const health = row.source ? silent[row.source] : undefined;
          const isSilent = row.silent || health;
          const lag = Number(row.lag ?? 0);
          return (
            <li key={row.source}>
              {isSilent ? <MinusCircleFilled className="pv-bad" /> : <CheckCircleFilled className="pv-good" />}
              <strong>{t(row.source as 'sales')}</strong>
              <span className="pv-muted">
                {isSilent ? t('health_silent', { time: format.time(health?.sinceMs ?? row.silentSinceMs) }) : t('health_answers')}
                {lag > 0 && ` · ${t('health_behind', { count: lag })}`}
              </span>
            </li>
          );
        })}
      </ul>
    </Popup>
  );
}

/** Alerts of this person that were not seen yet. */
function Notifications() {
  const t = useWords();
  const nameOf = useNames();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const alerts = useAsk('portal', 'list_alerts', { unseen: true, limit: 20 });
  const mark = useTell('portal', 'mark_alerts', {
    quiet: true,
    optimistic: (_, cache) => {
      const key = askKey('portal', 'list_alerts', { unseen: true, limit: 20 });
      const before = cache.getQueryData(key);
      cache.setQueryData(key, { data: { rows: [] }, version: undefined });
      return () => cache.setQueryData(key, before);
    },
  });
  const rows = alerts.data?.rows ?? [];
  const newest = rows.reduce((most, row) => Math.max(most, Number(row.number ?? 0)), 0);
  return (
    <Popup
      open={open}
      onOpen={setOpen}
      label={t('notifications')}
      trigger={
        <Button
          type="text"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          aria-label={rows.length > 0 ? `${t('notifications')} (${rows.length})` : t('notifications')}
          title={t('notifications')}
          icon={<Badge count={rows.length} size="small" overflowCount={19}><BellOutlined /></Badge>}
        />
      }
    >
      <div className="pv-between">
        <span>{t('notifications')}</span>
        {rows.length > 0 && <Button size="small" type="link" onClick={() => mark.send({ all: true, upToNumber: newest, seen: true })}>{t('mark_all_seen')}</Button>}
      </div>
      {
        rows.length === 0 ? <EmptyState title={t('no_notifications')} icon={<BellOutlined />} /> : (
          <ul className="pv-plain-list pv-alerts">
            {rows.map((row) => {
              const to = pathOf(row.itemKind, row.itemId, row.customerId);
              return (
                <li key={row.number}>
                  <button
                    type="button"
                    className="pv-row-button"
                    onClick={() => {
                      mark.send({ numbers: [row.number ?? '0'], seen: true });
                      setOpen(false);
                      if (to) void navigate(to);
                    }}
                  >
                    <strong>{nameOf(row.kind)}</strong>
                    <span><bdi>{row.title || row.customerName}</bdi></span>
                    <span className="pv-muted"><When value={row.atMs} /></span>
                  </button>
                </li>
              );
            })}
          </ul>
        )
      }
    </Popup>
  );
}

function UserMenu() {
  const t = useWords();
  const navigate = useNavigate();
  const { session, signOut } = useSession();
  const choose = useLanguageChoice();
  const { language, calendar, look, density } = useSettings();
  const name = session?.name || session?.user || '';
  const [open, setOpen] = useState(false);
  const choice = <V extends string>(label: string, value: V, options: { value: V; label: string }[], onChange: (value: V) => void) => (
    <div className="pv-choice">
      <span id={`choice-${label}`}>{label}</span>
      <Segmented<V> size="small" value={value} options={options} onChange={onChange} aria-label={label} />
    </div>
  );
  return (
    <Popup
      open={open}
      onOpen={setOpen}
      label={t('user_menu', { name })}
      className="pv-user-menu"
      trigger={
        <button type="button" className="pv-user-button" aria-label={t('user_menu', { name })} aria-expanded={open} aria-haspopup="dialog" onClick={() => setOpen(!open)}>
          <PersonIcon name={name} size={32} />
        </button>
      }
    >
      <div className="pv-user-head">
        <PersonIcon name={name} />
        <div><strong><bdi>{name}</bdi></strong><div className="pv-muted" dir="ltr">{session?.user}</div></div>
      </div>
      {choice(t('language'), language, [{ value: 'fa', label: 'فارسی' }, { value: 'en', label: 'English' }], choose)}
      {choice(t('calendar'), calendar, [{ value: 'jalali', label: t('calendar_jalali') }, { value: 'gregorian', label: t('calendar_gregorian') }], (value) => changeSettings({ calendar: value }))}
      {choice(t('look'), look, [{ value: 'light', label: t('look_light') }, { value: 'dark', label: t('look_dark') }, { value: 'system', label: t('look_system') }], (value) => changeSettings({ look: value }))}
      {choice(t('density'), density, [{ value: 'comfortable', label: t('density_comfortable') }, { value: 'compact', label: t('density_compact') }], (value) => changeSettings({ density: value }))}
      <div className="pv-user-foot">
        <Button type="text" block icon={<UserOutlined />} onClick={() => { setOpen(false); void navigate('/account'); }}>{t('nav_account')}</Button>
        <Button type="text" block icon={<LogoutOutlined />} onClick={() => void signOut().catch(() => undefined)}>{t('sign_out')}</Button>
      </div>
    </Popup>
  );
}
