// Rows of the timeline as people read them.
import {
  BellOutlined, CreditCardOutlined, CustomerServiceOutlined, FundOutlined, GiftOutlined, IdcardOutlined, NotificationOutlined, ShoppingOutlined, SolutionOutlined, ThunderboltOutlined,
} from '@ant-design/icons';
import { useCallback } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { TimelineEntry, TimelineKind } from '@/api/generated/portal';
import { useSettings } from '@/app/settings';
import { useNameOfPerson } from '@/components/inputs';
import { Money, StateTag } from '@/components/small';
import type { Happening } from '@/components/Timeline';
import { useFormat } from '@/i18n/format';
import type { Format } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { useStageNames } from '@/pages/deals/stages';
import { eventTitle, reasonText } from './events';
import { pathOfItem } from './paths';
import { dayToMs, languageName } from './facts';
import { words } from './words';

const icons: Partial<Record<TimelineKind, ReactNode>> = {
  TIMELINE_CARD: <IdcardOutlined />, TIMELINE_LEAD: <ThunderboltOutlined />, TIMELINE_DEAL: <SolutionOutlined />,
  TIMELINE_ACTIVITY: <BellOutlined />, TIMELINE_CASE: <CustomerServiceOutlined />, TIMELINE_PURCHASE: <ShoppingOutlined />,
  TIMELINE_MARKETING: <NotificationOutlined />, TIMELINE_LOYALTY: <GiftOutlined />, TIMELINE_ANALYTICS: <FundOutlined />,
};

/** Enums whose value's name alone says too little. */
const enums: Record<string, string> = { LeadCaptured: 'LeadSource', CaseMessageAdded: 'MessageDirection' };

const nameOfEvent = (type: string | undefined): string => type?.slice(type.lastIndexOf('.') + 1) ?? '';

export function useHappenings(): (entries: TimelineEntry[]) => Happening[] {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const personOf = useNameOfPerson();
  const { language } = useSettings();
  const { stageName } = useStageNames();

  const word = useCallback((entry: TimelineEntry, value: string | undefined): string => {
    if (!value) return '';
    const event = nameOfEvent(entry.type);
    if (event.startsWith('Deal')) return stageName({ stageId: value });
    if (/^\d+$/.test(value)) return format.digits(value);
    return nameOf(value, enums[event]);
  }, [format, nameOf, stageName]);

  const tagsOf = useCallback((entry: TimelineEntry): ReactNode => {
    const event = nameOfEvent(entry.type);
    const from = event === 'LeadCaptured' ? undefined : word(entry, entry.from);
    const to = word(entry, event === 'LeadCaptured' ? entry.from : entry.to);
    return (
      <>
        {(from || to) && <StateTag tone="plain"><bdi>{from && to && from !== to ? language === 'fa' ? `\u2067${from}\u2069 ← \u2067${to}\u2069` : `${from} → ${to}` : to || from}</bdi></StateTag>}
        {entry.channel && <StateTag tone="plain">{nameOf(entry.channel, 'SaleChannel')}</StateTag>}
        {entry.purpose && <StateTag tone="plain">{nameOf(entry.purpose)}</StateTag>}
        {entry.amount && <strong><Money value={entry.amount} /></strong>}
        {entry.points !== undefined && Number(entry.points) !== 0 && <strong className="pv-number">{format.signed(entry.points)} {t('tile_points')}</strong>}
      </>
    );
  }, [format, language, nameOf, t, word]);

  const textOf = useCallback((entry: TimelineEntry): ReactNode => {
    const parts: ReactNode[] = [];
    if (entry.title) {
      const to = pathOfItem(entry.itemKind, entry.itemId);
      const label = <><bdi>{entry.title}</bdi>{entry.number && <span className="pv-muted"> · {format.digits(entry.number)}</span>}</>;
      parts.push(to ? <Link key="title" to={to}>{label}</Link> : <span key="title">{label}</span>);
    } else if (entry.number) {
      const to = pathOfItem(entry.itemKind, entry.itemId);
      parts.push(to ? <Link key="number" to={to}>{format.digits(entry.number)}</Link> : <span key="number">{format.digits(entry.number)}</span>);
    }
    if (entry.lines?.length) {
      const shown = entry.lines.map((line) => (Number(line.quantity ?? 1) > 1 ? `${format.number(line.quantity!)} × ${line.productName ?? ''}` : line.productName ?? '')).filter(Boolean);
      const more = Number(entry.lineCount ?? 0) - entry.lines.length;
      if (shown.length) parts.push(<div key="lines"><bdi>{format.list(shown)}</bdi>{more > 0 && ` ${format.signed(more)}`}</div>);
    }
    if (entry.changes?.length) {
      parts.push(
        <div key="changes">
          {entry.changes.map((change) => (
            <div key={change.name}><span className="pv-muted">{factWord(change.name, t)}:</span> <bdi>{changedTo(change.name, change.text, format, language) || t('fact_cleared')}</bdi></div>
          ))}
        </div>,
      );
    }
    if (entry.owner) parts.push(<div key="owner" className="pv-muted">{t('seller')}: <bdi>{personOf(entry.owner) ?? entry.owner}</bdi></div>);
    if (entry.text) parts.push(<div key="text" className="pv-quote"><bdi>{reasonText(entry.text, language)}</bdi></div>);
    return parts.length > 0 ? parts : undefined;
  }, [format, language, personOf, t]);

  return useCallback((entries) => entries.map((entry) => ({
    key: `${entry.source} ${entry.epoch} ${entry.sequence} ${entry.customerId}`,
    at: entry.atMs,
    source: entry.source,
    icon: icons[entry.kind ?? 'TIMELINE_CARD'] ?? <CreditCardOutlined />,
    title: eventTitle(entry.type, language),
    tags: tagsOf(entry),
    text: textOf(entry),
    actor: [t(entry.source as 'sales'), entry.historical ? t('by_import') : entry.actor && entry.actor !== entry.source ? personOf(entry.actor) ?? entry.actor : ''].filter(Boolean).join(' · '),
  })), [language, personOf, t, tagsOf, textOf]);
}

/** What a fact became: the timeline has days and languages as codes. */
function changedTo(name: string | undefined, text: string | undefined, format: Format, language: string): string {
  const day = dayToMs(text);
  if (day !== undefined) return format.date(day);
  return name === 'language' && text ? languageName(text, language) : text ?? '';
}

type CustomerWord = keyof (typeof words)['en'] & string;
const FACTS = new Set(['name', 'language', 'address', 'birthday', 'household', 'decision_basis', 'temperament', 'personality_type', 'tags', 'gender', 'time_zone', 'region']);

/** The name of a fact: a fixed one in words, a custom one as people called it. */
export function factWord(name: string | undefined, t: (key: CustomerWord) => string): string {
  if (name && FACTS.has(name)) return t(`fact_${name}` as 'fact_name');
  return name?.replace(/^custom\./, '').replace(/_/g, ' ') ?? '';
}
