// A small window below its button, at the end of the line in either direction: closes with Escape, with a click elsewhere, or
// when the focus leaves it.
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

interface PopupProps {
  open: boolean;
  onOpen: (open: boolean) => void;
  /** What it is, for those who cannot see it. */
  label: string;
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  className?: string;
}

export function Popup({ open, onOpen, label, trigger, children, className }: PopupProps) {
  const place = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    body.current?.focus({ preventScroll: true });
    const elsewhere = (event: Event): void => {
      if (!place.current?.contains(event.target as Node)) onOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    };
  }, [open, onOpen]);
  return (
    <div
      ref={place}
      className="pv-pop"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        onOpen(false);
        place.current?.querySelector('button')?.focus();
      }}
    >
      {trigger}
      {open && <div ref={body} role="dialog" aria-label={label} tabIndex={-1} className={className ? `pv-popup pv-pop-body ${className}` : 'pv-popup pv-pop-body'}>{children}</div>}
    </div>
  );
}
