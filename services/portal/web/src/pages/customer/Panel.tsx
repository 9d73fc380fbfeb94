// A panel of a page: a heading, what can be done with it, its content.
import { useId } from 'react';
import type { ReactNode } from 'react';
import './pages.css';

export function Panel({ title, extra, children, className }: { title?: ReactNode; extra?: ReactNode; children: ReactNode; className?: string | undefined }) {
  const id = useId();
  return (
    <section className={['pv-panel', className].filter(Boolean).join(' ')} {...(title ? { 'aria-labelledby': id } : {})}>
      {title && (
        <div className="pv-panel-head">
          <h2 id={id}>{title}</h2>
          {extra}
        </div>
      )}
      {children}
    </section>
  );
}
