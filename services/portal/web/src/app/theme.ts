// The look: colours and sizes of light and dark, as Ant Design tokens and as CSS variables (styles.css uses those).
import { theme as antd } from 'antd';
import type { ThemeConfig } from 'antd';
import { useSyncExternalStore } from 'react';
import { useSettings } from './settings';
import type { Density } from './settings';

const FONT = "Vazirmatn, system-ui, -apple-system, 'Segoe UI', Tahoma, sans-serif";

const light = {
  colorPrimary: '#0e6f6a',
  colorLink: '#0b625e',
  colorInfo: '#2b5f8f',
  colorSuccess: '#2c7a3f',
  colorWarning: '#9a5b00',
  colorError: '#b3352e',
  colorTextBase: '#17202b',
  colorBgBase: '#ffffff',
  colorBgLayout: '#f5f6f4',
  colorBorder: '#d4d9de',
  colorBorderSecondary: '#e6e9ec',
  colorTextSecondary: '#4d5967',
  colorTextTertiary: '#5d6875',
  colorTextDescription: '#5d6875',
  colorTextPlaceholder: '#6b7580',
};

const dark = {
  colorPrimary: '#11807a',
  colorLink: '#6fcfc7',
  colorInfo: '#6ea8da',
  colorSuccess: '#6cc081',
  colorWarning: '#e0a94f',
  colorError: '#ef8078',
  colorTextBase: '#e8ecef',
  colorBgBase: '#161b21',
  colorBgLayout: '#10141a',
  colorBgContainer: '#181e25',
  colorBgElevated: '#1f262e',
  colorBorder: '#3a444f',
  colorBorderSecondary: '#2a323b',
  colorTextSecondary: '#b3bcc6',
  colorTextTertiary: '#9ba6b1',
  colorTextDescription: '#9ba6b1',
  colorTextPlaceholder: '#93a0ad',
};

/** `isStill`: for those who want nothing to move; menus then come up at once. */
export function themeFor(isDark: boolean, density: Density, isStill: boolean): ThemeConfig {
  const algorithm = [isDark ? antd.darkAlgorithm : antd.defaultAlgorithm];
  if (density === 'compact') algorithm.push(antd.compactAlgorithm);
  return {
    algorithm,
    cssVar: { prefix: 'pv', key: 'pv' },
    hashed: false,
    token: {
      ...(isDark ? dark : light),
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 8,
      borderRadiusLG: 12,
      controlHeight: density === 'compact' ? 30 : 36,
      motion: !isStill,
      motionDurationMid: '0.15s',
      motionDurationSlow: '0.2s',
      boxShadowTertiary: isDark ? 'none' : '0 1px 2px rgb(20 32 43 / 4%), 0 1px 6px rgb(20 32 43 / 4%)',
    },
    components: {
      Layout: { siderBg: isDark ? '#141a20' : '#ffffff', headerBg: 'transparent', bodyBg: 'transparent' },
      Menu: {
        itemBg: 'transparent',
        subMenuItemBg: 'transparent',
        itemBorderRadius: 8,
        activeBarBorderWidth: 0,
        itemSelectedBg: isDark ? '#1f3a3b' : '#e2f0ee',
        itemSelectedColor: isDark ? '#9be3dc' : '#0b5652',
      },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500, ...(isDark ? { dangerColor: '#2a1110' } : {}) },
      Card: { headerFontSize: 15 },
      Tabs: { horizontalItemPadding: '10px 0', ...(isDark ? { itemSelectedColor: dark.colorLink, itemActiveColor: dark.colorLink, itemHoverColor: '#9be3dc', inkBarColor: dark.colorLink } : {}) },
      Tag: { defaultBg: isDark ? '#252d36' : '#f0f2f3' },
    },
  };
}

function subscribe(media: MediaQueryList, listener: () => void): () => void {
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** Does this media query hold now? */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => subscribe(window.matchMedia(query), listener),
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** Phone width: tables become cards, the side navigation a bar at the bottom. */
export function usePhone(): boolean {
  return useMedia('(max-width: 767px)');
}

export function useDark(): boolean {
  const { look } = useSettings();
  const system = useMedia('(prefers-color-scheme: dark)');
  return look === 'dark' || (look === 'system' && system);
}

/** Colours of charts, in the order they are taken; told apart also without seeing red or green. */
export const chartColours = {
  light: ['#0e6f6a', '#d08a2e', '#4267a8', '#a8486b', '#6b8e3d', '#7a5ba6', '#3c93b8', '#8a6d4b'],
  dark: ['#45b5ac', '#e5aa5c', '#86a8e3', '#df86a6', '#a3c878', '#b598de', '#7cc4e0', '#c7a985'],
};
