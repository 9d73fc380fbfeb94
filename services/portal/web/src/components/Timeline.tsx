// Things that happened, newest first, under the days they happened on.
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { dayKey } from '@/i18n/calendar';
import { useFormat, toMs } from '@/i18n/format';
import type { Time } from '@/i18n/format';
import { useWords } from '@/i18n/words';

export interface Happening {
  key: string;
  at: Time;
  /** Department, for its colour. */
  source: string | undefined;
  icon?: ReactNode;
  title: ReactNode;
  /** Beside the title: state, amount. */
  tags?: ReactNode;
  text?: ReactNode;
  /** Who did it. */
  actor?: string | undefined;
  actions?: ReactNode;
}

export function Timeline({ items, label }: { items: Happening[]; label: string }) {
  const format = useFormat();
  const t = useWords();
  const today = dayKey(Date.now());
  const yesterday = dayKey(Date.now() - 86_400_000);
  let day = '';
  return (
    <ol className="pv-timeline" aria-label={label}>
      {items.map((item) => {
        const ms = toMs(item.at);
        const own = ms === undefined ? '' : dayKey(ms);
        const heading = own !== day && ms !== undefined;
        day = own;
        return (
          <Fragment key={item.key}>
            {heading && (
              <li className="pv-timeline-day">
                {own === today ? t('today') : own === yesterday ? t('yesterday') : Math.abs(Date.now() - ms) < 300 * 86_400_000 ? format.longDate(ms) : format.date(ms)}
              </li>
            )}
            <li className={`pv-happening pv-from-${item.source ?? 'portal'}`}>
              <span className="pv-happening-mark" aria-hidden>{item.icon}</span>
              <div className="pv-happening-body">
                <div className="pv-happening-head">
                  <span className="pv-happening-title">{item.title}</span>
                  {item.tags && <span className="pv-tags">{item.tags}</span>}
                  {ms !== undefined && <time className="pv-happening-time" dateTime={new Date(ms).toISOString()} title={format.dateTime(ms)}>{format.time(ms)}</time>}
                </div>
                {item.text && <div className="pv-happening-text">{item.text}</div>}
                {(item.actor || item.actions) && <div className="pv-happening-foot">{item.actor && <bdi className="pv-muted">{item.actor}</bdi>}{item.actions}</div>}
              </div>
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}
