// Which page an address shows. A page is src/pages/<name>/index.tsx with a default export; each is loaded when first shown.
import { Suspense, lazy } from 'react';
import type { ComponentType, LazyExoticComponent } from 'react';
import { Navigate, createBrowserRouter } from 'react-router-dom';
import type { RouteObject } from 'react-router-dom';
import { Loading } from '@/components/small';
import { PageCrash } from './PageCrash';
import { Shell } from './layout/Shell';
import { SignedOutOnly } from './layout/SignedOutOnly';

const modules = import.meta.glob<{ default: ComponentType }>('../pages/*/index.tsx');
const pages = new Map<string, LazyExoticComponent<ComponentType>>();

function Page({ name, bare = false }: { name: string; bare?: boolean }) {
  const load = modules[`../pages/${name}/index.tsx`] ?? modules['../pages/notfound/index.tsx']!;
  let Shown = pages.get(name);
  if (!Shown) pages.set(name, (Shown = lazy(load)));
  return <Suspense fallback={bare ? null : <Loading />}><Shown /></Suspense>;
}

const inside: [path: string, page: string][] = [
  ['day', 'day'],
  ['customers', 'customers'],
  ['customers/:customerId/*', 'customer'],
  ['leads/*', 'leads'],
  ['deals', 'deals'],
  ['deals/:dealId', 'deal'],
  ['orders/*', 'orders'],
  ['invoices/*', 'orders'],
  ['products/*', 'orders'],
  ['cases', 'cases'],
  ['cases/:caseId', 'case'],
  ['lists/*', 'lists'],
  ['campaigns/*', 'campaigns'],
  ['loyalty/*', 'loyalty'],
  ['analytics/*', 'analytics'],
  ['admin/*', 'admin'],
  ['account/*', 'account'],
  ['*', 'notfound'],
];

const routes: RouteObject[] = [
  {
    element: <SignedOutOnly />,
    errorElement: <PageCrash />,
    children: [
      { path: '/signin', element: <Page name="signin" bare /> },
      { path: '/welcome', element: <Page name="signin" bare /> },
    ],
  },
  {
    path: '/',
    element: <Shell />,
    errorElement: <PageCrash />,
    children: [
      { index: true, element: <Navigate to="/day" replace /> },
      ...inside.map(([path, page]) => ({ path, element: <Page key={page} name={page} />, errorElement: <PageCrash /> })),
    ],
  },
];

export const router = createBrowserRouter(routes, {
  future: { v7_relativeSplatPath: true, v7_fetcherPersist: true, v7_normalizeFormMethod: true, v7_partialHydration: true, v7_skipActionErrorRevalidation: true },
});

/** Page of a record that a search hit, an item or an alert names. */
export function pathOf(kind: string | undefined, id: string | undefined, customerId?: string): string | undefined {
  if (!id) return customerId && `/customers/${customerId}`;
  switch (kind?.replace(/^(HIT|ITEM)_/, '')) {
    case 'CUSTOMER': return `/customers/${id}`;
    case 'LEAD': return `/leads/${id}`;
    case 'DEAL': return `/deals/${id}`;
    case 'CASE': return `/cases/${id}`;
    case 'ORDER': return `/orders/${id}`;
    case 'INVOICE': return `/invoices/${id}`;
    case 'PRODUCT': return `/products/${id}`;
    case 'CAMPAIGN': return `/campaigns/${id}`;
    case 'LIST': return `/lists/${id}`;
    default: return customerId && `/customers/${customerId}`;
  }
}
