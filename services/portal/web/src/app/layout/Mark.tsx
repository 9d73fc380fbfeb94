// The mark of Payvand: two links joined.
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden focusable="false" className="pv-mark">
      <rect width="64" height="64" rx="16" fill="currentColor" />
      <g fill="none" stroke="#fff" strokeWidth="5.5" strokeLinecap="round">
        <path d="M27 38.5 21.5 44a8.5 8.5 0 0 1-12-12L17 24.500a8.5 8.5 0 0 1 12 0" transform="translate(3 -2)" />
        <path d="M37 25.5 42.5 20a8.5 8.5 0 0 1 12 12L47 39.500a8.5 8.5 0 0 1-12 0" transform="translate(-3 2)" />
        <path d="M25.5 38.500l13-13" />
      </g>
    </svg>
  );
}
