// A member's ledger: every posting, newest first, with both sides, its lots and what it is for.
import { Drawer } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Posting } from '@/api/generated/loyalty';
import { useAskPages, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { useSettings } from '@/app/settings';
import { usePhone } from '@/app/theme';
import { DataTable, type Column } from '@/components/DataTable';
import { ConfirmButton, EmptyState, StateTag, When } from '@/components/small';
import { useFormat } from '@/i18n/format';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { words } from './words';
import styles from './loyalty.module.css';

const NEVER = '9223372036854775807';

function PointsChange({ points }: { points: string | number | undefined }) {
  const format = useFormat();
  const value = Number(points ?? 0);
  return <span className={`pv-number ${value > 0 ? styles.gain : value < 0 ? styles.loss : ''}`}>{format.signed(value)}</span>;
}

export function Ledger({ customerId }: { customerId: string }) {
  const t = useWords(words);
  const { may } = useSession();
  const [opened, setOpened] = useState<Posting>();
  const pages = useAskPages('loyalty', 'list_postings', { customerId, limit: 40 });
  const cancel = useTell('loyalty', 'cancel_redemption', { done: t('cancelled_done') });
  const columns: Column<Posting>[] = [
    {
      key: 'what', title: t('what'), phone: 'title',
      render: (row) => (
        <span className="pv-row">
          <StateTag value={row.kind} tone={Number(row.points ?? 0) > 0 ? 'good' : Number(row.points ?? 0) < 0 ? 'bad' : 'plain'} />
          {row.text && <bdi>{row.text}</bdi>}
          {row.cancelled && <span className="pv-muted">({t('cancelled')})</span>}
        </span>
      ),
    },
    { key: 'points', title: t('points'), align: 'end', phone: 'tag', render: (row) => <PointsChange points={row.points} /> },
    { key: 'at', title: t('date'), render: (row) => <When value={row.atMs} as="dateTime" /> },
    { key: 'invoice', title: t('invoice'), render: (row) => (row.invoiceId ? <Link className="pv-link" to={`/invoices/${row.invoiceId}`}>{t('show')}</Link> : null) },
    {
      key: 'act', title: t('actions'), align: 'end',
      render: (row) =>
        row.kind === 'SPENT' && !row.cancelled && may('loyalty', 'cancel_redemption') ? (
          <ConfirmButton size="small" danger question={t('cancel_sure')} onConfirm={() => cancel.tell({ postingId: row.postingId ?? '' })}>{t('cancel_redemption')}</ConfirmButton>
        ) : null,
    },
  ];
  return (
    <>
      <DataTable<Posting>
        label={t('ledger')}
        pages={pages}
        columns={columns}
        rowKey={(row) => row.postingId ?? ''}
        onOpen={setOpened}
        toolbar={<h2>{t('ledger')}</h2>}
        empty={<EmptyState title={t('ledger_empty')} />}
      />
      <PostingDrawer posting={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}

function PostingDrawer({ posting, onClose }: { posting: Posting | undefined; onClose: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  const nameOf = useNames();
  const phone = usePhone();
  const { language } = useSettings();
  return (
    <Drawer open={posting !== undefined} onClose={onClose} title={posting && nameOf(posting.kind)} placement={phone ? 'bottom' : language === 'fa' ? 'left' : 'right'} size={phone ? '80%' : 460}>
      {posting && (
        <div className={styles.entries}>
          <p><PointsChange points={posting.points} /> · <When value={posting.atMs} as="dateTime" /></p>
          {posting.text && <p dir="auto">{posting.text}</p>}
          <h3>{t('entries')}</h3>
          <table className="pv-table">
            <tbody>
              {(posting.entries ?? []).map((entry, at) => (
                <tr key={at}><th scope="row">{t(`account_${entry.account}` as 'account_MEMBER')}</th><td className="pv-align-end"><PointsChange points={entry.points} /></td></tr>
              ))}
            </tbody>
          </table>
          {(posting.lots ?? []).length > 0 && (
            <>
              <h3>{t('lots')}</h3>
              <table className="pv-table">
                <tbody>
                  {posting.lots!.map((lot, at) => (
                    <tr key={at}>
                      <th scope="row">{t('expires')}: {lot.expiresAtMs === NEVER ? t('never') : format.date(lot.expiresAtMs)} {lot.pending && <span className="pv-muted">({t('lot_pending')})</span>}</th>
                      <td className="pv-align-end"><PointsChange points={lot.points} /></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )}
        </div>
      )}
    </Drawer>
  );
}
