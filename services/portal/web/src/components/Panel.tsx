// A card on a page with a heading and actions.
import { useId } from 'react';
import type { ReactNode } from 'react';

export function Panel({ title, actions, children, className }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; className?: string }) {
  const id = useId();
  return (
    <section className={className ? `pv-panel ${className}` : 'pv-panel'} aria-labelledby={title ? id : undefined}>
      {(title || actions) && (
        <div className="pv-panel-head">
          {title && <h2 id={id}>{title}</h2>}
          {actions && <div className="pv-row">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
