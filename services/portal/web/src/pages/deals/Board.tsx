// Deals as a board: a column for each stage with its total. Cards are dragged, moved by keyboard, or by their menu; each way
// is announced to those who cannot see it.
import { DndContext, DragOverlay, MouseSensor, TouchSensor, pointerWithin, rectIntersection, useDroppable, useSensor, useSensors } from '@dnd-kit/core';
import type { CollisionDetection } from '@dnd-kit/core';
import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { Deal, PipelineView, Stage } from '@/api/generated/sales';
import { useAskPages } from '@/api/hooks';
import type { Pages } from '@/api/hooks';
import { useSettings } from '@/app/settings';
import { useNameOfPerson } from '@/components/inputs';
import { EmptyState, ErrorState, Loading, Money } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { byWorth, columnParams, mineParams, totalOf } from './board';
import type { Board as BoardOf, ColumnTotal } from './board';
import { BoardCard, CardFace } from './BoardCard';
import { EditDealForm } from './DealForm';
import { hold, useMoveDeal } from './useMoveDeal';
import type { Held } from './useMoveDeal';
import { useStageNames } from './stages';
import { words } from './words';
import styles from './deals.module.css';

/* The column under the pointer, else the one that the card covers most. */
const collide: CollisionDetection = (of) => {
  const under = pointerWithin(of);
  return under.length > 0 ? under : rectIntersection(of);
};

interface Grip {
  deal: Deal;
  held: Held;
  /** Column it is over, by keyboard. */
  over: number;
}

export function Board({ board, view, empty }: { board: BoardOf; view: PipelineView; empty: ReactNode }) {
  const t = useWords(words);
  const { language } = useSettings();
  const { stageName } = useStageNames();
  const stages = useMemo(() => view.pipeline?.stages ?? [], [view]);
  const { move, lacking, filled } = useMoveDeal(stages);
  const nameOfPerson = useNameOfPerson();
  const ownerName = useCallback((owner: string | undefined) => nameOfPerson(owner) ?? owner ?? '', [nameOfPerson]);
  const [dragged, setDragged] = useState<Deal>();
  const [grip, setGrip] = useState<Grip>();
  const [said, setSaid] = useState('');
  const heldRef = useRef<Held>(undefined);
  const boardRef = useRef<HTMLDivElement>(null);
  const focusNext = useRef<string>(undefined);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  );
  const nameAt = useCallback((index: number) => stageName(stages[index]), [stageName, stages]);
  const indexOf = useCallback((deal: Deal) => Math.max(0, stages.findIndex((stage) => stage.stageId === deal.stageId)), [stages]);

  const put = useCallback(async (deal: Deal, to: Stage, held: Held) => {
    const title = deal.title ?? '';
    if (to.stageId === deal.stageId) {
      setSaid(t('say_left', { title, stage: stageName(to) }));
      return;
    }
    focusNext.current = deal.dealId;
    setSaid(t('say_dropped', { title, stage: stageName(to) }));
    if (!(await move(deal, to, held, board))) {
      focusNext.current = deal.dealId;
      setSaid(t('say_refused', { title, stage: nameAt(indexOf(deal)) }));
    }
  }, [board, indexOf, move, nameAt, stageName, t]);

  const gripRef = useRef<Grip | undefined>(undefined);
  gripRef.current = grip;
  const onKey = useCallback((event: KeyboardEvent, deal: Deal) => {
    const now = gripRef.current;
    const title = deal.title ?? '';
    if (event.key === ' ') {
      event.preventDefault();
      if (!now) {
        const over = indexOf(deal);
        setGrip({ deal, held: hold(deal), over });
        setSaid(t('say_picked', { title, stage: nameAt(over) }));
      } else {
        setGrip(undefined);
        void put(now.deal, stages[now.over]!, now.held);
      }
      return;
    }
    if (!now) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      setGrip(undefined);
      setSaid(t('say_left', { title, stage: nameAt(indexOf(deal)) }));
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      const forward = (event.key === 'ArrowRight') === (language !== 'fa');
      const over = Math.min(stages.length - 1, Math.max(0, now.over + (forward ? 1 : -1)));
      setGrip({ ...now, over });
      setSaid(t('say_over', { title, stage: nameAt(over) }));
      boardRef.current?.children[over]?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    } else if (event.key === 'Enter' || event.key === 'Tab') event.preventDefault();
  }, [indexOf, language, nameAt, put, stages, t]);
  const onBlur = useCallback((deal: Deal) => setGrip((now) => (now?.deal.dealId === deal.dealId ? undefined : now)), []);
  const onMove = useCallback((deal: Deal, to: Stage) => void put(deal, to, hold(deal)), [put]);

  /* A card that moved keeps the focus in its new column. */
  useEffect(() => {
    if (!focusNext.current) return;
    const card = boardRef.current?.querySelector<HTMLElement>(`[data-deal="${focusNext.current}"] [data-card]`);
    if (!card) return;
    card.focus();
    focusNext.current = undefined;
  });

  const common = { stages, grip, onKey, onBlur, onMove, ownerName, dragging: Boolean(dragged) };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={collide}
      accessibility={{ screenReaderInstructions: { draggable: '' }, announcements: silentAnnouncements, restoreFocus: false }}
      onDragStart={({ active }) => {
        const { deal } = active.data.current as { deal: Deal };
        heldRef.current = hold(deal);
        setDragged(deal);
        setSaid(t('say_picked', { title: deal.title ?? '', stage: nameAt(indexOf(deal)) }));
      }}
      onDragCancel={() => setDragged(undefined)}
      onDragEnd={({ over }) => {
        const deal = dragged;
        setDragged(undefined);
        const to = stages.find((stage) => stage.stageId === over?.id);
        if (deal && to && heldRef.current) void put(deal, to, heldRef.current);
      }}
    >
      <p id="deal-card-hint" className="pv-sr">{t('card_hint')}</p>
      <div className="pv-sr" role="status" aria-live="assertive" data-testid="board-says">{said}</div>
      {board.owner ? <MyColumns board={board} view={view} empty={empty} refTo={boardRef} {...common} /> : (
        <div className={styles.board} ref={boardRef}>
          {stages.map((stage, index) => <StageColumn key={stage.stageId} board={board} stage={stage} index={index} total={totalOf(view.totals, stage.stageId)} {...common} />)}
        </div>
      )}
      <DragOverlay dropAnimation={null}>
        {dragged && <div className={`${styles.card} ${styles.overlay}`}><span className={styles.cardLink}><CardFace deal={dragged} ownerName={ownerName} /></span></div>}
      </DragOverlay>
      {lacking && <EditDealForm open onClose={filled} deal={lacking.data} version={lacking.version} />}
    </DndContext>
  );
}

const silentAnnouncements = { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined };

interface ColumnCommon {
  stages: Stage[];
  grip: Grip | undefined;
  dragging: boolean;
  onKey: (event: KeyboardEvent, deal: Deal) => void;
  onBlur: (deal: Deal) => void;
  onMove: (deal: Deal, to: Stage) => void;
  ownerName: (owner: string | undefined) => string;
}

function StageColumn({ board, stage, ...rest }: ColumnCommon & { board: BoardOf; stage: Stage; index: number; total: ColumnTotal }) {
  const pages = useAskPages('sales', 'list_deals', columnParams(board, stage.stageId!), { keep: false });
  return <Column {...rest} stage={stage} pages={pages} rows={pages.rows} />;
}

/** Deals of one seller come in one list; there are few enough to have all of them. */
function MyColumns({ board, view, empty, refTo, ...common }: ColumnCommon & { board: BoardOf; view: PipelineView; empty: ReactNode; refTo: React.RefObject<HTMLDivElement | null> }) {
  const pages = useAskPages('sales', 'list_deals', mineParams(board), { keep: false });
  const { hasNext, isFetching, fetchNext, error } = pages;
  useEffect(() => {
    if (hasNext && !isFetching && !error) fetchNext();
  }, [hasNext, isFetching, fetchNext, error]);
  const own = useMemo(() => pages.rows.filter((deal) => deal.pipelineId === board.pipelineId), [pages.rows, board.pipelineId]);
  if (!pages.isPending && !error && own.length === 0) return <>{empty}</>;
  return (
    <div className={styles.board} ref={refTo}>
      {common.stages.map((stage, index) => (
        <Column
          key={stage.stageId}
          {...common}
          stage={stage}
          index={index}
          total={totalOf(view.totals, stage.stageId)}
          pages={{ ...pages, hasNext: false }}
          rows={byWorth(own.filter((deal) => deal.stageId === stage.stageId))}
        />
      ))}
    </div>
  );
}

function Column({ stage, index, total, pages, rows, grip, dragging, ...card }: ColumnCommon & { stage: Stage; index: number; total: ColumnTotal; pages: Pages<Deal>; rows: Deal[] }) {
  const t = useWords(words);
  const format = useFormat();
  const { stageName } = useStageNames();
  const { setNodeRef, isOver } = useDroppable({ id: stage.stageId! });
  const over = isOver || grip?.over === index;
  const [main, ...others] = total.values;
  return (
    <section
      ref={setNodeRef}
      className={[styles.column, over && (dragging || grip) && styles.over].filter(Boolean).join(' ')}
      aria-label={t('column_label', { stage: stageName(stage), deals: t('deals_count', { count: total.deals }), value: total.values.map((value) => format.money(value)).join(', ') })}
    >
      <header className={styles.columnHead}>
        <h2>{stageName(stage)} <span className={styles.count}>{format.number(total.deals)}</span></h2>
        <p>
          {main ? <strong><Money value={main} compact={others.length > 0} /></strong> : <span>&nbsp;</span>}
          {others.map((value) => <span key={value.currency}> + <Money value={value} compact /></span>)}
          <span className={styles.chance}>{format.percent(Number(stage.probabilityPercent ?? 0) / 100)}</span>
        </p>
      </header>
      {pages.error && <ErrorState problem={pages.error} onAgain={pages.refetch} compact />}
      {pages.isPending && !pages.error && <Loading as="rows" count={3} />}
      <ul className={styles.cards}>
        {grip?.over === index && grip.deal.stageId !== stage.stageId && <li className={styles.ghost} aria-hidden><bdi>{grip.deal.title}</bdi></li>}
        {rows.map((deal) => <BoardCard key={deal.dealId} deal={deal} held={grip?.deal.dealId === deal.dealId} {...card} />)}
        {rows.length === 0 && !pages.isPending && !pages.error && <li className={styles.nothing}>{over && dragging ? t('drop_here') : t('column_empty')}</li>}
      </ul>
      {pages.hasNext && (
        <Button type="text" block loading={pages.isFetchingNext} onClick={pages.fetchNext}>
          {t('show_more')} <span className="pv-muted">{t('of_column', { shown: rows.length, count: total.deals })}</span>
        </Button>
      )}
    </section>
  );
}

export function NoDeals({ action }: { action: ReactNode }) {
  const t = useWords(words);
  return <EmptyState title={t('board_none')} hint={t('board_none_about')} action={action} />;
}
