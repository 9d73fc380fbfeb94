// Everything that surrounds the pages: look, language, cache of answers, session.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import en from 'antd/es/locale/en_GB';
import fa from 'antd/es/locale/fa_IR';
import { useEffect, useMemo } from 'react';
import { RouterProvider } from 'react-router-dom';
import { ApiProblem } from '@/api/problem';
import { EmptyState } from '@/components/small';
import { nonce } from './nonce';
import { router } from './routes';
import { SessionProvider } from './session';
import { useSettings } from './settings';
import { themeFor, useDark, useMedia } from './theme';

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      // `call` itself repeats what may pass; what is left is shown and tried again by the person or the stream
      retry: (count, error) => error instanceof ApiProblem && error.isPassing && count < 1,
      retryDelay: 2_000,
      // an offline browser still reaches a portal on the same machine
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

export function Root() {
  const { language, density } = useSettings();
  const dark = useDark();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const theme = useMemo(() => themeFor(dark, density, still), [dark, density, still]);
  useEffect(() => {
    document.documentElement.dataset.look = dark ? 'dark' : 'light';
    document.documentElement.dataset.density = density;
  }, [dark, density]);
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'fa' ? fa : en}
      direction={language === 'fa' ? 'rtl' : 'ltr'}
      csp={nonce ? { nonce } : undefined}
      button={{ autoInsertSpace: false }}
      renderEmpty={() => <EmptyState />}
    >
      <AntApp className="pv-app" message={{ maxCount: 3 }}>
        <QueryClientProvider client={cache}>
          <SessionProvider>
            <RouterProvider router={router} future={{ v7_startTransition: true }} />
          </SessionProvider>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
