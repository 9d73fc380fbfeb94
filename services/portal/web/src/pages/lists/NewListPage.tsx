// Makes a list: dynamic with a filter and its live count, or one that people fill by hand.
import { ThunderboltOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { newKey } from '@/api/client';
import { useTell } from '@/api/hooks';
import { asProblem, type ApiProblem } from '@/api/problem';
import { FormProblem } from '@/components/FormDrawer';
import { PageHeader } from '@/components/PageHeader';
import { useWords } from '@/i18n/words';
import { FilterEditor } from './FilterEditor';
import { words } from './words';
import styles from './lists.module.css';

export function NewListPage() {
  const t = useWords(words);
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [kind, setKind] = useState<'DYNAMIC' | 'STATIC'>('DYNAMIC');
  const [filter, setFilter] = useState(params.get('filter') ?? '');
  const [sound, setSound] = useState(filter !== '');
  const [problem, setProblem] = useState<ApiProblem>();
  const [key, setKey] = useState(newKey);
  const [form] = Form.useForm<{ name: string }>();
  const create = useTell('marketing', 'create_list', { quiet: true, done: t('created_list') });

  const submit = async ({ name }: { name: string }): Promise<void> => {
    setProblem(undefined);
    try {
      const list = await create.tell({ name, ...(kind === 'DYNAMIC' ? { filter } : {}) }, { key });
      void navigate(`/lists/${list.listId}`);
    } catch (error) {
      setProblem(asProblem(error));
      setKey(newKey());
    }
  };
  return (
    <>
      <PageHeader path={[{ to: '/lists', text: t('lists_title') }]} title={t('lists_new')} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)} className="pv-stack">
        {problem && <FormProblem problem={problem} />}
        <section className="pv-panel">
          <Form.Item name="name" label={t('list_name')} extra={t('list_name_hint')} rules={[{ required: true, message: t('field_required') }]}>
            <Input maxLength={100} />
          </Form.Item>
          <Radio.Group
            value={kind}
            onChange={(event) => setKind(event.target.value as 'DYNAMIC' | 'STATIC')}
            className={styles.kinds}
            aria-label={t('list_kind')}
            options={(['DYNAMIC', 'STATIC'] as const).map((value) => ({
              value,
              label: (
                <span className={styles.kind}>
                  <strong>{value === 'DYNAMIC' ? <ThunderboltOutlined aria-hidden /> : <UnorderedListOutlined aria-hidden />} {t(`kind_${value}`)}</strong>
                  <span className={styles.hint}>{t(`kind_${value}_hint`)}</span>
                </span>
              ),
            }))}
          />
        </section>
        {kind === 'DYNAMIC' && (
          <section className="pv-panel" aria-label={t('list_filter')}>
            <FilterEditor
              value={filter}
              onChange={(text, isSound) => {
                setFilter(text);
                setSound(isSound);
              }}
            />
          </section>
        )}
        <div className="pv-form-foot">
          <Button onClick={() => void navigate('/lists')}>{t('cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={create.isPending} disabled={kind === 'DYNAMIC' && !sound}>{t('create_list')}</Button>
        </div>
      </Form>
    </>
  );
}
