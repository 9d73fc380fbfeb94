// Administration: users, teams, health of departments, parked events, audit.
import { useEffect, useRef } from 'react';
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router-dom';
import { useSession } from '@/app/session';
import { useSettings } from '@/app/settings';
import { usePhone } from '@/app/theme';
import { PageHeader } from '@/components/PageHeader';
import { EmptyState } from '@/components/small';
import { useWords } from '@/i18n/words';
import { AuditSection } from './AuditSection';
import { HealthSection } from './HealthSection';
import { ParkedSection } from './ParkedSection';
import { TeamsSection } from './TeamsSection';
import { UsersSection } from './UsersSection';
import { words } from './words';

const sections = ['users', 'teams', 'health', 'parked', 'audit'] as const;

export default function AdminPage() {
  const t = useWords(words);
  const { has } = useSession();
  const { pathname } = useLocation();
  const bar = useRef<HTMLElement>(null);
  const { language } = useSettings();
  const phone = usePhone();
  useEffect(() => {
    bar.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); // the bar may be wider than a phone
  }, [pathname, language, phone]);
  if (!has('administrator')) return <><PageHeader title={t('nav_admin')} /><EmptyState title={t('problem_forbidden')} /></>;
  return (
    <>
      <PageHeader title={t('nav_admin')}>
        <nav ref={bar} className="pv-subnav" aria-label={t('sections')}>
          {sections.map((section) => <NavLink key={section} to={`/admin/${section}`}>{t(section)}</NavLink>)}
        </nav>
      </PageHeader>
      <Routes>
        <Route index element={<Navigate to="/admin/users" replace />} />
        <Route path="users" element={<UsersSection />} />
        <Route path="teams" element={<TeamsSection />} />
        <Route path="health" element={<HealthSection />} />
        <Route path="parked" element={<ParkedSection />} />
        <Route path="audit" element={<AuditSection />} />
        <Route path="*" element={<Navigate to="/admin/users" replace />} />
      </Routes>
    </>
  );
}
