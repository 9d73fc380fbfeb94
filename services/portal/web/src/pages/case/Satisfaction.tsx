// How satisfied a customer was, from 1 to 5: shown as a face, chosen among five by mouse or arrow keys.
import type { KeyboardEvent } from 'react';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from '@/pages/cases/words';
import styles from '@/pages/cases/cases.module.css';

const mouths = ['M8 17c1.5-3 6.5-3 8 0', 'M8.5 16.5c1.5-1.7 5.5-1.7 7 0', 'M8.5 15.5h7', 'M8.5 14.5c1.5 1.7 5.5 1.7 7 0', 'M8 14c1.5 3.2 6.5 3.2 8 0'];

function Face({ score }: { score: number }) {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden>
      <circle cx="12" cy="12" r="9.5" />
      <path d="M9 9.5v.5M15 9.5v.5" />
      <path d={mouths[score - 1]} />
    </svg>
  );
}

export function Satisfaction({ score }: { score: number | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  if (!score) return null;
  return (
    <span className={styles.bar}>
      <Face score={score} /> {t(`satisfaction_${score as 1 | 2 | 3 | 4 | 5}`)} ({format.number(score)})
    </span>
  );
}

export function SatisfactionInput({ value, onChange, id }: { value?: number; onChange?: (score: number | undefined) => void; id?: string }) {
  const t = useWords(words);
  const move = (event: KeyboardEvent, score: number): void => {
    const rtl = document.documentElement.dir === 'rtl';
    const step = { ArrowUp: 1, ArrowDown: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = Math.min(5, Math.max(1, score + step));
    onChange?.(next);
    (event.currentTarget.parentElement?.children[next - 1] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className={styles.faces} role="radiogroup" aria-label={t('satisfaction')} id={id}>
      {([1, 2, 3, 4, 5] as const).map((score) => (
        <button
          key={score}
          type="button"
          role="radio"
          aria-checked={value === score}
          aria-label={t(`satisfaction_${score}`)}
          tabIndex={value === score || (!value && score === 3) ? 0 : -1}
          className={styles.face}
          onClick={() => onChange?.(value === score ? undefined : score)}
          onKeyDown={(event) => move(event, score)}
        >
          <Face score={score} />
          <span>{t(`satisfaction_${score}`)}</span>
        </button>
      ))}
    </div>
  );
}
