// The frame around every page: side navigation (a bar at the bottom on phones), top bar, banners.
import { EllipsisOutlined, MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Menu } from 'antd';
import type { MenuProps } from 'antd';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Link, Navigate, Outlet, useLocation } from 'react-router-dom';
import { ErrorState, Loading } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { LiveProvider, useLive } from '@/live/LiveProvider';
import { useSession } from '../session';
import { changeSettings, useSettings } from '../settings';
import { usePhone } from '../theme';
import { TopBar } from './TopBar';
import { Mark } from './Mark';
import { placeOf, placesFor } from './places';

export function Shell() {
  const { session, problem, again } = useSession();
  const { pathname, search } = useLocation();
  if (problem && !session) return <main className="pv-centre"><ErrorState problem={problem} onAgain={again} /></main>;
  if (session === undefined) return <main className="pv-centre"><Loading as="line" /></main>;
  if (session === null) return <Navigate to="/signin" replace state={{ from: pathname + search }} />;
  return (
    <LiveProvider>
      <Frame />
    </LiveProvider>
  );
}

function Frame() {
  const t = useWords();
  const phone = usePhone();
  const { pathname } = useLocation();
  const content = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current !== pathname && placeOf(before.current) !== placeOf(pathname)) {
      content.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    before.current = pathname;
  }, [pathname]);
  return (
    <div className={phone ? 'pv-frame pv-frame-phone' : 'pv-frame'}>
      <a className="pv-skip" href="#content" onClick={(event) => { event.preventDefault(); content.current?.focus(); }}>{t('skip_to_content')}</a>
      {!phone && <SideNavigation />}
      <div className="pv-frame-main">
        <TopBar />
        <Banners />
        <main id="content" ref={content} tabIndex={-1} className="pv-content">
          <Suspense fallback={<Loading />}><Outlet /></Suspense>
        </main>
      </div>
      {phone && <BottomBar />}
    </div>
  );
}

type Items = NonNullable<MenuProps['items']>;

/** Items of the navigation, in groups or without. */
function useMenuItems(grouped: boolean): Items {
  const t = useWords();
  const { has } = useSession();
  return useMemo(
    () =>
      placesFor(has).flatMap((group, index): Items => {
        const items = group.places.map((place) => ({
          key: place.to,
          icon: place.icon,
          label: <Link to={place.to}>{t(place.text)}</Link>,
          title: t(place.text),
        }));
        return group.text === null || !grouped
          ? items
          : [{ key: `group-${index}`, type: 'group', label: t(group.text), children: items }];
      }),
    [grouped, has, t],
  );
}

function SideNavigation() {
  const t = useWords();
  const { narrow } = useSettings();
  const { pathname } = useLocation();
  const items = useMenuItems(!narrow);
  return (
    <nav className={narrow ? 'pv-side pv-side-narrow' : 'pv-side'} aria-label={t('main_navigation')}>
      <Link to="/" className="pv-brand"><Mark />{!narrow && <span>{t('payvand')}</span>}{narrow && <span className="pv-sr">{t('payvand')}</span>}</Link>
      <div className="pv-side-menu">
        <Menu
          mode="inline"
          inlineCollapsed={narrow}
          selectedKeys={[placeOf(pathname)]}
          items={items}
        />
      </div>
      <Button
        type="text"
        className="pv-side-fold"
        icon={narrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        aria-label={narrow ? t('expand_navigation') : t('collapse_navigation')}
        aria-expanded={!narrow}
        onClick={() => changeSettings({ narrow: !narrow })}
      />
    </nav>
  );
}

function BottomBar() {
  const t = useWords();
  const { has } = useSession();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const items = useMenuItems(true);
  const place = placeOf(pathname);
  const main = placesFor(has).flatMap((group) => group.places).filter((one) => ['/day', '/customers', '/deals', '/cases', '/loyalty', '/lists'].includes(one.to)).slice(0, 4);
  useEffect(() => setOpen(false), [pathname]);
  return (
    <nav className="pv-bottom" aria-label={t('main_navigation')}>
      {main.map((one) => (
        <Link key={one.to} to={one.to} className="pv-bottom-place" aria-current={place === one.to ? 'page' : undefined}>
          {one.icon}
          <span>{t(one.short ?? one.text)}</span>
        </Link>
      ))}
      <button type="button" className="pv-bottom-place" aria-expanded={open} aria-current={main.some((one) => one.to === place) ? undefined : 'true'} onClick={() => setOpen(true)}>
        <EllipsisOutlined />
        <span>{t('nav_more')}</span>
      </button>
      <Drawer open={open} placement="bottom" onClose={() => setOpen(false)} title={t('main_navigation')} size="auto">
        <Menu mode="inline" selectedKeys={[place]} items={items} />
      </Drawer>
    </nav>
  );
}

const SAY_OFFLINE_AFTER_MS = 3_000;

/** The stream is broken, or departments are silent. */
function Banners() {
  const t = useWords();
  const format = useFormat();
  const { connected, silent } = useLive();
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    if (connected !== false) {
      setOffline(false);
      return undefined;
    }
    const timer = setTimeout(() => setOffline(true), SAY_OFFLINE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [connected]);
  const away = Object.values(silent);
  return (
    <div className="pv-banners" role="status">
      {offline && <Alert banner type="warning" title={t('offline')} />}
      {!offline && away.length > 0 && (
        <Alert
          banner
          type="warning"
          title={away.map((health) => t('missing_since', { department: t(health.department as 'sales'), time: format.time(health.sinceMs) })).join(' ')}
        />
      )}
    </div>
  );
}
