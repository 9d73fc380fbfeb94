// Gives several leads to one seller, one command a lead; what could not be given is said.
import { Form } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { tell } from '@/api/client';
import { askAgain } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import type { ApiProblem } from '@/api/problem';
import { useMe } from '@/app/session';
import { FormDrawer } from '@/components/FormDrawer';
import { OwnerSelect } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { useWords } from '@/i18n/words';
import { words } from './words';

export function AssignLeads({ open, leadIds, onClose, onDone }: { open: boolean; leadIds: string[]; onClose: () => void; onDone: () => void }) {
  const t = useWords(words);
  const me = useMe();
  const cache = useQueryClient();
  const notify = useNotify();
  return (
    <FormDrawer<{ owner: string }>
      open={open}
      title={t('bulk_assign', { count: leadIds.length })}
      onClose={onClose}
      submitText={t('assign')}
      initial={{ owner: me.user }}
      onSubmit={async ({ owner }, key) => {
        let refused: ApiProblem | undefined;
        for (const [index, leadId] of leadIds.entries()) {
          try {
            await tell('sales', 'assign_lead', { leadId, owner }, { key: `${key}-${index}` });
          } catch (error) {
            refused = asProblem(error);
          }
        }
        void askAgain(cache, 'sales');
        if (refused) throw refused;
        notify.done(t('assigned_done', { owner }));
        onDone();
      }}
    >
      <Form.Item name="owner" label={t('owner')} rules={[{ required: true }]}><OwnerSelect role="seller" allowNobody={false} /></Form.Item>
    </FormDrawer>
  );
}
