// A deal on the board: it can be dragged, picked up with the space bar, or moved by its menu.
import { ClockCircleOutlined, MoreOutlined, PauseCircleOutlined } from '@ant-design/icons';
import { useDraggable } from '@dnd-kit/core';
import { Button, Dropdown, Tooltip } from 'antd';
import type { KeyboardEvent } from 'react';
import { memo } from 'react';
import { Link } from 'react-router-dom';
import type { Deal, Stage } from '@/api/generated/sales';
import { Money, When } from '@/components/small';
import { toMs, useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { useStageNames } from './stages';
import { words } from './words';
import styles from './deals.module.css';

interface BoardCardProps {
  deal: Deal;
  stages: Stage[];
  /** It is picked up by keyboard. */
  held: boolean;
  onKey: (event: KeyboardEvent, deal: Deal) => void;
  onBlur: (deal: Deal) => void;
  onMove: (deal: Deal, to: Stage) => void;
  ownerName: (owner: string | undefined) => string;
}

export const BoardCard = memo(function BoardCard({ deal, stages, held, onKey, onBlur, onMove, ownerName }: BoardCardProps) {
  const t = useWords(words);
  const format = useFormat();
  const { stageName } = useStageNames();
  const { listeners, setNodeRef, isDragging } = useDraggable({ id: deal.dealId!, data: { deal } });
  const label = t('card_label', { title: deal.title ?? '', customer: deal.customerName ?? '', value: format.money(deal.value) });
  return (
    <li
      ref={setNodeRef}
      className={[styles.card, held && styles.held, isDragging && styles.dragged].filter(Boolean).join(' ')}
      data-deal={deal.dealId}
      {...listeners}
      onKeyDown={(event) => event.target instanceof HTMLElement && event.target.dataset.card !== undefined && onKey(event, deal)}
      onBlur={(event) => event.target.dataset.card !== undefined && onBlur(deal)}
    >
      <Link to={`/deals/${deal.dealId}`} className={styles.cardLink} data-card="" draggable={false} aria-label={label} aria-describedby="deal-card-hint" aria-pressed={undefined}>
        <CardFace deal={deal} ownerName={ownerName} />
      </Link>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'to', type: 'group', label: t('move_to'), children: stages.filter((stage) => stage.stageId !== deal.stageId).map((stage) => ({ key: stage.stageId!, label: stageName(stage) })) },
          ],
          onClick: ({ key }) => {
            const to = stages.find((stage) => stage.stageId === key);
            if (to) onMove(deal, to);
          },
        }}
      >
        <Button type="text" size="small" className={styles.cardMenu!} icon={<MoreOutlined />} aria-label={`${t('move_to')}: ${deal.title ?? ''}`} onPointerDown={(event) => event.stopPropagation()} />
      </Dropdown>
    </li>
  );
});

/** What a card shows; also what is seen under the pointer while it is dragged. */
export function CardFace({ deal, ownerName }: { deal: Deal; ownerName: (owner: string | undefined) => string }) {
  const t = useWords(words);
  const format = useFormat();
  const closes = toMs(deal.expectedCloseAtMs);
  const late = closes !== undefined && closes < Date.now();
  return (
    <>
      <span className={styles.cardTitle}><bdi>{deal.title || format.digits(deal.number)}</bdi></span>
      <span className={styles.cardCustomer}><bdi>{deal.customerName || t('unknown_customer')}</bdi></span>
      <span className={styles.cardFoot}>
        <strong><Money value={deal.value} /></strong>
        {closes !== undefined && (
          <span className={late ? styles.late : styles.quiet}>
            <ClockCircleOutlined aria-hidden /> <When value={closes} as="day" />
          </span>
        )}
        {deal.stalled && (
          <Tooltip title={t('stalled')}>
            <span className={styles.stalled}><PauseCircleOutlined aria-label={t('stalled')} /></span>
          </Tooltip>
        )}
        {deal.owner && <span className={styles.cardOwner} title={deal.owner}><bdi>{ownerName(deal.owner)}</bdi></span>}
      </span>
    </>
  );
}
