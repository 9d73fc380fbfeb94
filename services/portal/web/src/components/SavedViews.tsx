// Views of a list that people keep: filters, columns and order under a name, own or shared.
import { DeleteOutlined, SaveOutlined, TeamOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import { useAsk, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { useWords } from '@/i18n/words';

export interface View<F> {
  filter: F;
  columns?: string[] | undefined;
  order?: string | undefined;
}

interface SavedViewsProps<F> {
  /** Page they belong to, such as customers. */
  page: string;
  current: View<F>;
  /** What no view stands for. */
  plain: F;
  onApply: (view: View<F>) => void;
}

export function SavedViews<F extends object>({ page, current, plain, onApply }: SavedViewsProps<F>) {
  const t = useWords();
  const { session } = useSession();
  const [chosen, setChosen] = useState<string>();
  const [saving, setSaving] = useState(false);
  const views = useAsk('portal', 'list_views', { page });
  const create = useTell('portal', 'create_view', { done: t('view_saved') });
  const remove = useTell('portal', 'delete_view');
  const rows = views.data?.rows ?? [];
  const view = rows.find((row) => row.viewId === chosen);

  const apply = (id: string | undefined): void => {
    setChosen(id);
    const next = rows.find((row) => row.viewId === id);
    if (!next) return onApply({ filter: plain });
    try {
      onApply({ filter: { ...plain, ...(JSON.parse(next.filter ?? '{}') as Partial<F>) }, columns: next.columns?.length ? next.columns : undefined, order: next.order });
    } catch {
      onApply({ filter: plain });
    }
  };
  const save = async (values: { name: string; shared?: boolean }): Promise<void> => {
    const made = await create.tell({
      page, name: values.name, shared: values.shared ?? false, filter: JSON.stringify(current.filter), columns: current.columns ?? [], order: current.order ?? '',
    });
    setSaving(false);
    setChosen(made.viewId);
  };

  return (
    <span className="pv-row">
      <Select
        value={chosen ?? ''}
        aria-label={t('views')}
        popupMatchSelectWidth={false}
        style={{ minWidth: 120 }}
        options={[
          { value: '', label: t('view_all') },
          ...rows.map((row) => ({ value: row.viewId ?? '', label: row.shared ? <><TeamOutlined /> {row.name}</> : row.name })),
        ]}
        onChange={(id) => apply(id || undefined)}
      />
      <Popover
        trigger="click"
        open={saving}
        onOpenChange={setSaving}
        content={
          <Form name="save-view" layout="vertical" onFinish={(values: { name: string; shared?: boolean }) => void save(values).catch(() => undefined)}>
            <Form.Item name="name" label={t('view_name')} rules={[{ required: true, message: t('field_required') }]}><Input maxLength={80} /></Form.Item>
            <Form.Item name="shared" valuePropName="checked"><Checkbox>{t('view_shared')}</Checkbox></Form.Item>
            <Button type="primary" htmlType="submit" block loading={create.isPending}>{t('save')}</Button>
          </Form>
        }
      >
        <Button type="text" icon={<SaveOutlined />} aria-label={t('save_view')} title={t('save_view')} />
      </Popover>
      {view && view.person === session?.user && (
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('delete_view', { name: view.name })}
          title={t('delete_view', { name: view.name })}
          onClick={() => { remove.send({ viewId: view.viewId ?? '' }); apply(undefined); }}
        />
      )}
    </span>
  );
}
