// The head of every page: where we are, what it is, what can be done. Also sets the title of the window.
import { Breadcrumb } from 'antd';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { useWords } from '@/i18n/words';

interface PageHeaderProps {
  title: ReactNode;
  /** Title of the window; the title itself if it is text. */
  windowTitle?: string;
  /** Places above this one. */
  path?: { to: string; text: ReactNode }[];
  subtitle?: ReactNode;
  /** Tags beside the title. */
  tags?: ReactNode;
  /** A picture before the title. */
  icon?: ReactNode;
  actions?: ReactNode;
  /** Tabs or filters below. */
  children?: ReactNode;
}

export function PageHeader({ title, windowTitle, path, subtitle, tags, icon, actions, children }: PageHeaderProps) {
  const t = useWords();
  const text = windowTitle ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    document.title = text ? `${text} · ${t('payvand')}` : t('payvand');
  }, [text, t]);
  return (
    <header className="pv-page-header">
      {path && path.length > 0 && (
        <Breadcrumb items={path.map(({ to, text: words }) => ({ key: to, title: <Link to={to}>{words}</Link> }))} />
      )}
      <div className="pv-page-header-row">
        {icon}
        <div className="pv-page-header-text">
          <div className="pv-page-header-title">
            <h1><bdi>{title}</bdi></h1>
            {tags && <span className="pv-tags">{tags}</span>}
          </div>
          {subtitle && <div className="pv-muted">{subtitle}</div>}
        </div>
        {actions && <div className="pv-page-header-actions">{actions}</div>}
      </div>
      {children}
    </header>
  );
}
