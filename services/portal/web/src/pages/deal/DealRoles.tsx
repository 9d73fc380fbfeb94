// The people who have a part in a deal: who decides, with how much influence, how they stand to our offer.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Rate, Segmented, Select } from 'antd';
import { useState } from 'react';
import { PartInDealValues, StanceValues } from '@/api/generated/sales';
import type { Deal, DealRole, PartInDeal, Stance } from '@/api/generated/sales';
import { useAsk, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect } from '@/components/inputs';
import { Panel } from '@/components/Panel';
import { ConfirmButton, CustomerLink, Shown, StateTag } from '@/components/small';
import { useWords } from '@/i18n/words';
import { words } from '@/pages/deals/words';
import styles from '@/pages/deals/deals.module.css';

interface Values {
  personId: string;
  part: PartInDeal;
  influence?: number;
  stance?: Stance;
  nextStep?: string;
}

const stanceTone = { SUPPORTER: 'good', NEUTRAL: 'plain', OPPONENT: 'bad', STANCE_UNSPECIFIED: 'plain' } as const;

export function DealRoles({ deal }: { deal: Deal }) {
  const t = useWords(words);
  const { may } = useSession();
  const [editing, setEditing] = useState<DealRole | 'new'>();
  const roles = useAsk('sales', 'list_deal_roles', { dealId: deal.dealId!, limit: 100 });
  const set = useTell('sales', 'set_deal_role', { quiet: true, done: t('role_saved') });
  const remove = useTell('sales', 'remove_deal_role');
  const allowed = may('sales', 'set_deal_role');
  const role = editing === 'new' ? undefined : editing;
  return (
    <Panel
      title={t('roles')}
      actions={allowed && <Button type="text" icon={<PlusOutlined />} aria-label={t('role_add')} title={t('role_add')} onClick={() => setEditing('new')} />}
    >
      <Shown of={roles} as="rows">
        {(page) => (page.rows?.length ?? 0) === 0 ? <p className="pv-muted">{t('roles_none')}</p> : (
          <ul className={styles.roles}>
            {page.rows!.map((one) => (
              <li key={one.customerId} className={styles.role}>
                <div className={styles.roleText}>
                  <CustomerLink id={one.customerId} name={one.customerName} />
                  <div className="pv-row pv-muted">
                    {one.part && t(`part_${one.part}` as 'part_USER')}
                    {one.influence && <Dots count={Number(one.influence)} />}
                    {one.stance && <StateTag tone={stanceTone[one.stance]}>{t(`stance_${one.stance}` as 'stance_NEUTRAL')}</StateTag>}
                  </div>
                  {one.nextStep && <div className="pv-muted"><bdi>{one.nextStep}</bdi></div>}
                </div>
                {allowed && (
                  <span>
                    <Button type="text" size="small" onClick={() => setEditing(one)}>{t('change')}</Button>
                    <ConfirmButton type="text" size="small" question={t('role_remove_sure', { name: one.customerName ?? '' })} onConfirm={() => remove.tell({ dealId: deal.dealId!, customerId: one.customerId! })}>{t('role_remove')}</ConfirmButton>
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
      <FormDrawer<Values>
        open={Boolean(editing)}
        title={role ? t('role_edit') : t('role_add')}
        onClose={() => setEditing(undefined)}
        initial={role ? { personId: role.customerId!, part: role.part!, influence: Number(role.influence ?? 0), stance: role.stance!, nextStep: role.nextStep! } : { part: 'DECISION_MAKER', stance: 'NEUTRAL', influence: 3 }}
        onSubmit={({ personId, ...values }, key) => set.tell({ dealId: deal.dealId!, person: { customerId: personId }, ...values, influence: values.influence || undefined }, { key })}
      >
        <Form.Item name="personId" label={t('person')} rules={[{ required: true }]}>
          <CustomerSelect name={role?.customerName} disabled={Boolean(role)} />
        </Form.Item>
        <Form.Item name="part" label={t('part')} rules={[{ required: true }]}>
          <Select options={PartInDealValues.map((value) => ({ value, label: t(`part_${value}`) }))} />
        </Form.Item>
        <Form.Item name="influence" label={t('influence')}><Rate character="●" /></Form.Item>
        <Form.Item name="stance" label={t('stance')}>
          <Segmented options={StanceValues.map((value) => ({ value, label: t(`stance_${value}`) }))} />
        </Form.Item>
        <Form.Item name="nextStep" label={t('next_step')}>
          <Input.TextArea rows={2} maxLength={1000} dir="auto" />
        </Form.Item>
      </FormDrawer>
    </Panel>
  );
}

function Dots({ count }: { count: number }) {
  const t = useWords(words);
  return (
    <span className={styles.dots} role="img" aria-label={t('influence_of', { count })}>
      {[1, 2, 3, 4, 5].map((dot) => <i key={dot} className={dot <= count ? styles.on : undefined} />)}
    </span>
  );
}
