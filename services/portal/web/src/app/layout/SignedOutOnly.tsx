// Sign-in and welcome: whoever is signed in already goes on to the pages.
import { Navigate, Outlet, useLocation } from 'react-router-dom';
import { useSession } from '../session';

export function SignedOutOnly() {
  const { session } = useSession();
  const { state, pathname } = useLocation();
  const back = (state as { from?: string } | null)?.from ?? '/';
  if (session && pathname !== '/welcome') return <Navigate to={back} replace />;
  return <Outlet />;
}
