// Closes a deal as won or lost, with the reason.
import { AutoComplete, Form, Input } from 'antd';
import { ask } from '@/api/client';
import type { Deal } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import { useConflict } from '@/components/ConflictDialog';
import { FormDrawer } from '@/components/FormDrawer';
import { useNotify } from '@/components/notify';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { words } from '@/pages/deals/words';

interface Values {
  reason: string;
  competitor?: string;
}

export function CloseDealForm({ open, won, onClose, deal, version }: { open: boolean; won: boolean; onClose: () => void; deal: Deal; version: string | undefined }) {
  const t = useWords(words);
  const format = useFormat();
  const notify = useNotify();
  const conflict = useConflict();
  const win = useTell('sales', 'win_deal', { quiet: true });
  const lose = useTell('sales', 'lose_deal', { quiet: true });
  const send = ({ reason, competitor }: Values, key: string | undefined, at: string | undefined): Promise<unknown> =>
    won
      ? win.tell({ dealId: deal.dealId!, reason }, { key, version: at })
      : lose.tell({ dealId: deal.dealId!, reason, ...(competitor ? { competitor } : {}) }, { key, version: at });
  const submit = async (values: Values, key: string): Promise<void> => {
    try {
      await send(values, key, version);
    } catch (error) {
      if (!asProblem(error).isConflict) throw error;
      const now = await ask('sales', 'get_deal', { dealId: deal.dealId! });
      const choice = await conflict([
        { label: t('state'), mine: t(won ? 'state_DEAL_WON' : 'state_DEAL_LOST'), theirs: t(`state_${now.data.state}` as 'state_DEAL_OPEN') },
        { label: t('value'), mine: format.money(deal.value), theirs: format.money(now.data.value) },
      ]);
      if (choice === 'theirs') return;
      await send(values, undefined, now.version);
    }
    notify.done(t(won ? 'won_done' : 'lost_done'));
  };
  return (
    <FormDrawer<Values> open={open} title={t(won ? 'win_deal' : 'lose_deal')} onClose={onClose} onSubmit={submit} submitText={t(won ? 'win_deal' : 'lose_deal')} danger={!won}>
      <p className="pv-muted">{t(won ? 'win_about' : 'lose_about')}</p>
      <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reason_needed') }]}>
        <Input.TextArea rows={3} maxLength={1000} dir="auto" autoFocus />
      </Form.Item>
      {!won && (
        <Form.Item name="competitor" label={t('competitor_won')}>
          <AutoComplete options={(deal.competitors ?? []).map((value) => ({ value }))} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
