// What can be done with the things on a desk, and the forms that need more than a click.
import { Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Item } from '@/api/generated/portal';
import { useTell } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import { useQueryClient } from '@tanstack/react-query';
import { useMe } from '@/app/session';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { OwnerSelect, useNameOfPerson } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { snoozes, takeOff, type Snooze } from './desk';
import { words } from './words';

export interface DeskMoves {
  done: (item: Item, outcome?: string) => void;
  snooze: (item: Item, until: keyof Snooze | number) => void;
  take: (item: Item) => void;
  ask: (form: 'note' | 'give' | 'snooze', item: Item) => void;
}

export function useDesk(): DeskMoves & { forms: ReactNode } {
  const t = useWords(words);
  const me = useMe();
  const format = useFormat();
  const notify = useNotify();
  const cache = useQueryClient();
  const nameOfPerson = useNameOfPerson();
  const [asked, setAsked] = useState<{ form: 'note' | 'give' | 'snooze'; item: Item } | null>(null);
  const complete = useTell('sales', 'complete_activity', { quiet: true });
  const moveActivity = useTell('sales', 'move_activity', { quiet: true });
  const snoozeCase = useTell('support', 'snooze_case', { quiet: true });
  const assignLead = useTell('sales', 'assign_lead', { quiet: true });
  const assignCase = useTell('support', 'assign_case', { quiet: true });

  /* Leaves the desk at once; comes back with a word why if it was refused. */
  const off = async (item: Item, run: () => Promise<unknown>, said: string): Promise<void> => {
    const undo = takeOff(cache, item.itemId ?? '');
    try {
      await run();
      notify.done(said);
    } catch (error) {
      undo();
      notify.problem(asProblem(error));
      throw error;
    }
  };
  const quietly = (promise: Promise<void>): void => void promise.catch(() => undefined);

  const finish = (item: Item, outcome?: string): Promise<void> =>
    off(item, () => complete.tell({ activityId: item.itemId ?? '', ...(outcome ? { outcome } : {}) }), t('done_toast', { title: item.title ?? '' }));
  const putOff = (item: Item, untilMs: number): Promise<void> =>
    off(
      item,
      () => (item.kind === 'ITEM_CASE' ? snoozeCase.tell({ caseId: item.itemId ?? '', untilMs: String(untilMs) }) : moveActivity.tell({ activityId: item.itemId ?? '', dueAtMs: String(untilMs) })),
      t('snoozed', { when: format.dateTime(untilMs) }),
    );
  const give = (item: Item, owner: string): Promise<void> => {
    const id = item.itemId ?? '';
    const said = owner === me.user ? t('taken') : t('reassigned', { name: nameOfPerson(owner) ?? owner });
    return off(
      item,
      () => (item.kind === 'ITEM_CASE' ? assignCase.tell({ caseId: id, owner }) : item.kind === 'ITEM_LEAD' ? assignLead.tell({ leadId: id, owner }) : moveActivity.tell({ activityId: id, owner })),
      said,
    );
  };
  const close = (): void => setAsked(null);
  const item = asked?.item;
  return {
    done: (one, outcome) => quietly(finish(one, outcome)),
    snooze: (one, until) => quietly(putOff(one, typeof until === 'number' ? until : snoozes()[until])),
    take: (one) => quietly(give(one, me.user)),
    ask: (form, one) => setAsked({ form, item: one }),
    forms: (
      <>
        <FormDrawer<{ outcome?: string }> open={asked?.form === 'note'} title={item?.title ?? ''} onClose={close} submitText={t('done')} onSubmit={({ outcome }) => finish(item!, outcome)}>
          <Form.Item name="outcome" label={t('outcome')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        </FormDrawer>
        <FormDrawer<{ owner: string }> open={asked?.form === 'give'} title={t('reassign')} onClose={close} submitText={t('confirm')} onSubmit={({ owner }) => give(item!, owner)}>
          <Form.Item name="owner" label={t('owner')} rules={[{ required: true }]}>
            <OwnerSelect allowNobody={false} {...(item?.kind === 'ITEM_CASE' ? { role: 'agent' } : item?.kind === 'ITEM_LEAD' ? { role: 'seller' } : {})} />
          </Form.Item>
        </FormDrawer>
        <FormDrawer<{ until: string }>
          open={asked?.form === 'snooze'} title={t('snooze')} onClose={close} submitText={t('confirm')} initial={{ until: String(snoozes().tomorrow) }}
          onSubmit={({ until }) => putOff(item!, Number(until))}
        >
          <Form.Item name="until" label={t('until')} rules={[{ required: true }]}><DateInput withTime min={Date.now()} /></Form.Item>
        </FormDrawer>
      </>
    ),
  };
}
