// Opens a deal, or changes the facts of one. When somebody else changed it meanwhile, both versions are shown.
import { Form, Input, Select } from 'antd';
import { useRef } from 'react';
import { useNavigate } from 'react-router-dom';
import { ask } from '@/api/client';
import type { ChangeDeal, Deal } from '@/api/generated/sales';
import { useAsk, useTell } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import { useMe } from '@/app/session';
import { useConflict } from '@/components/ConflictDialog';
import { DateInput } from '@/components/DateInput';
import { FormDrawer } from '@/components/FormDrawer';
import { CustomerSelect, MoneyInput, OwnerSelect } from '@/components/inputs';
import type { MoneyValue } from '@/components/inputs';
import { useNotify } from '@/components/notify';
import { useFormat } from '@/i18n/format';
import { useWords } from '@/i18n/words';
import { changedFields, conflictFields } from './conflict';
import { useStageNames } from './stages';
import { words } from './words';

export interface DealValues {
  customerId: string;
  title: string;
  pipelineId?: string;
  stageId?: string;
  value?: MoneyValue;
  owner?: string;
  expectedCloseAtMs?: string;
  nextStep?: string;
  competitors?: string[];
}

interface OpenDealFormProps {
  open: boolean;
  onClose: () => void;
  customerId?: string | undefined;
  customerName?: string | undefined;
  pipelineId?: string | undefined;
  stageId?: string | undefined;
  /** Stay on this page rather than going to the new deal. */
  stay?: boolean;
}

export function OpenDealForm({ open, onClose, customerId, customerName, pipelineId, stageId, stay }: OpenDealFormProps) {
  const t = useWords(words);
  const me = useMe();
  const notify = useNotify();
  const navigate = useNavigate();
  const { tell } = useTell('sales', 'open_deal', { quiet: true });
  return (
    <FormDrawer<DealValues>
      open={open}
      title={t('open_deal')}
      onClose={onClose}
      submitText={t('open_deal')}
      initial={{ customerId: customerId ?? '', owner: me.user, ...(pipelineId ? { pipelineId } : {}), ...(stageId ? { stageId } : {}) }}
      onSubmit={async ({ customerId: customer, value, ...values }, key) => {
        const deal = await tell({
          ...values,
          customer: { customerId: customer },
          ...(value?.amountMinor ? { value: { amountMinor: value.amountMinor, currency: value.currency } } : {}),
        }, { key });
        notify.done(t('opened_done', { number: deal.number }));
        if (!stay && deal.dealId) void navigate(`/deals/${deal.dealId}`);
      }}
    >
      <Form.Item name="customerId" label={t('customer')} rules={[{ required: true }]}>
        <CustomerSelect name={customerName} disabled={Boolean(customerId)} />
      </Form.Item>
      <CommonFields />
      <StageFields />
    </FormDrawer>
  );
}

function CommonFields() {
  const t = useWords(words);
  return (
    <>
      <Form.Item name="title" label={t('title')} rules={[{ required: true, whitespace: true }, { max: 120 }]}>
        <Input placeholder={t('title_hint')} dir="auto" />
      </Form.Item>
      <Form.Item name="value" label={t('value')} extra={t('value_hint')}>
        <MoneyInput />
      </Form.Item>
      <div className="pv-fields">
        <Form.Item name="expectedCloseAtMs" label={t('closes')}>
          <DateInput />
        </Form.Item>
        <Form.Item name="owner" label={t('owner')}>
          <OwnerSelect role="seller" />
        </Form.Item>
      </div>
      <Form.Item name="nextStep" label={t('next_step')}>
        <Input.TextArea placeholder={t('next_step_hint')} rows={2} maxLength={1000} dir="auto" />
      </Form.Item>
    </>
  );
}

function StageFields() {
  const t = useWords(words);
  const form = Form.useFormInstance<DealValues>();
  const { data } = useAsk('sales', 'list_pipelines', {});
  const { stageName, pipelineName } = useStageNames();
  const chosen = Form.useWatch('pipelineId', form);
  const pipelines = data?.rows ?? [];
  const pipeline = pipelines.find((one) => one.pipelineId === (chosen ?? 'standard')) ?? pipelines[0];
  return (
    <div className="pv-fields">
      {pipelines.length > 1 && (
        <Form.Item name="pipelineId" label={t('pipeline')}>
          <Select
            options={pipelines.map((one) => ({ value: one.pipelineId, label: pipelineName(one) }))}
            onChange={() => form.setFieldValue('stageId', undefined)}
          />
        </Form.Item>
      )}
      <Form.Item name="stageId" label={t('stage')}>
        <Select allowClear placeholder={stageName(pipeline?.stages?.[0])} options={(pipeline?.stages ?? []).map((stage) => ({ value: stage.stageId, label: stageName(stage) }))} />
      </Form.Item>
    </div>
  );
}

interface EditDealFormProps {
  open: boolean;
  onClose: () => void;
  deal: Deal;
  /** Version the deal had when the form was opened. */
  version: string | undefined;
}

export function EditDealForm({ open, onClose, deal, version }: EditDealFormProps) {
  const t = useWords(words);
  const format = useFormat();
  const notify = useNotify();
  const conflict = useConflict();
  const { tell } = useTell('sales', 'change_deal', { quiet: true });
  const started = useRef({ deal, version });
  const wasOpen = useRef(false);
  if (open && !wasOpen.current) started.current = { deal, version };
  wasOpen.current = open;

  const submit = async (values: DealValues, key: string): Promise<void> => {
    const start = started.current;
    const change = changedFields(start.deal, values);
    if (Object.keys(change).length === 0) return;
    const command: ChangeDeal = { dealId: start.deal.dealId!, ...change };
    try {
      await tell(command, { key, version: start.version });
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.isConflict) throw error;
      const theirs = await ask('sales', 'get_deal', { dealId: start.deal.dealId! });
      if ((await conflict(conflictFields(change, theirs.data, t, format))) === 'mine') await tell(command, { version: theirs.version });
      else return;
    }
    notify.done(t('saved'));
  };

  return (
    <FormDrawer<DealValues>
      open={open}
      title={t('edit_deal')}
      onClose={onClose}
      initial={{
        title: deal.title ?? '',
        ...(deal.value ? { value: deal.value } : {}),
        ...(deal.owner ? { owner: deal.owner } : {}),
        ...(deal.expectedCloseAtMs ? { expectedCloseAtMs: deal.expectedCloseAtMs } : {}),
        ...(deal.nextStep ? { nextStep: deal.nextStep } : {}),
        competitors: deal.competitors ?? [],
      }}
      onSubmit={submit}
    >
      <CommonFields />
      <Form.Item name="competitors" label={t('competitors')}>
        <Select mode="tags" open={false} suffixIcon={null} placeholder={t('competitors_hint')} maxCount={20} />
      </Form.Item>
    </FormDrawer>
  );
}
