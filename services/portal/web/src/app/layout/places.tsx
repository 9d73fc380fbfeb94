// The places of the navigation, with who sees each.
import {
  AimOutlined, BarChartOutlined, CustomerServiceOutlined, FunnelPlotOutlined, GiftOutlined, NotificationOutlined,
  ProfileOutlined, SettingOutlined, SunOutlined, TeamOutlined, UnorderedListOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { CommonKey } from '@/i18n/words';

export interface Place {
  to: string;
  text: CommonKey;
  /** What the bar of a phone says, where the text is too long for it. */
  short?: CommonKey;
  icon: ReactNode;
  /** One of these roles sees it; everybody if empty. */
  roles: string[];
}

interface PlaceGroup {
  text: CommonKey | null;
  places: Place[];
}

export const places: PlaceGroup[] = [
  {
    text: null,
    places: [
      { to: '/day', text: 'nav_day', icon: <SunOutlined />, roles: [] },
      { to: '/customers', text: 'nav_customers', icon: <TeamOutlined />, roles: [] },
    ],
  },
  {
    text: 'nav_sales',
    places: [
      { to: '/leads', text: 'nav_leads', icon: <AimOutlined />, roles: ['seller', 'manager', 'marketer'] },
      { to: '/deals', text: 'nav_deals', short: 'nav_deals_short', icon: <FunnelPlotOutlined />, roles: ['seller', 'manager'] },
      { to: '/orders', text: 'nav_orders', icon: <ProfileOutlined />, roles: [] },
    ],
  },
  {
    text: 'nav_service',
    places: [{ to: '/cases', text: 'nav_cases', icon: <CustomerServiceOutlined />, roles: ['agent', 'manager'] }],
  },
  {
    text: 'nav_marketing',
    places: [
      { to: '/lists', text: 'nav_lists', icon: <UnorderedListOutlined />, roles: ['marketer', 'manager', 'analyst'] },
      { to: '/campaigns', text: 'nav_campaigns', icon: <NotificationOutlined />, roles: ['marketer', 'manager', 'analyst'] },
      { to: '/loyalty', text: 'nav_loyalty', icon: <GiftOutlined />, roles: ['clerk', 'marketer', 'agent', 'seller', 'manager'] },
    ],
  },
  {
    text: 'nav_analytics',
    places: [
      { to: '/analytics', text: 'nav_analytics', icon: <BarChartOutlined />, roles: ['analyst', 'manager', 'marketer', 'seller'] },
    ],
  },
  {
    text: 'nav_system',
    places: [
      { to: '/admin', text: 'nav_admin', icon: <SettingOutlined />, roles: ['administrator'] },
    ],
  },
];

/** Those of a person with these roles. */
export function placesFor(has: (role: string) => boolean): PlaceGroup[] {
  return places
    .map((group) => ({ ...group, places: group.places.filter((place) => place.roles.length === 0 || place.roles.some(has)) }))
    .filter((group) => group.places.length > 0);
}

/** The place that an address belongs to. */
export function placeOf(pathname: string): string {
  const first = `/${pathname.split('/')[1] ?? ''}`;
  return first === '/invoices' || first === '/products' ? '/orders' : first;
}
