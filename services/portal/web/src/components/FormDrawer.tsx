// A form in a drawer: fields with labels, problems of the answer shown at the field they point to, the rest on top.
import { Alert, Button, Drawer, Form } from 'antd';
import type { FormInstance } from 'antd';
import { useEffect, useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { ApiProblem } from '@/api/problem';
import { asProblem, fieldPath } from '@/api/problem';
import { newKey } from '@/api/client';
import { usePhone } from '@/app/theme';
import { useSettings } from '@/app/settings';
import { useWords } from '@/i18n/words';
import { problemText } from './problemText';

interface FormDrawerProps<V extends object> {
  open: boolean;
  title: ReactNode;
  onClose: () => void;
  /** What the fields start with; read when the drawer opens. */
  initial?: Partial<V>;
  /** Tells the command(s); a thrown ApiProblem is shown at its fields. The key is the same until the form is sent with success. */
  onSubmit: (values: V, key: string) => Promise<unknown>;
  submitText?: string;
  wide?: boolean;
  danger?: boolean;
  /** Form.Item's, or a function of the form for fields that depend on others. */
  children: ReactNode | ((form: FormInstance<V>) => ReactNode);
  /** Instance made by Form.useForm where the page needs it. */
  form?: FormInstance<V>;
}

export function FormDrawer<V extends object>({ open, title, onClose, initial, onSubmit, submitText, wide, danger, children, form: given }: FormDrawerProps<V>) {
  const [own] = Form.useForm<V>();
  const form = given ?? own;
  const t = useWords();
  const phone = usePhone();
  const { language } = useSettings();
  const id = useId();
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);

  useEffect(() => {
    if (!open) return;
    form.resetFields();
    if (initial) form.setFieldsValue(initial as Parameters<typeof form.setFieldsValue>[0]);
    setProblem(undefined);
    setKey(newKey());
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what the form starts with is read once
  }, [open]);

  const submit = async (values: V): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit(values, key);
      setKey(newKey());
      onClose();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const refused = asProblem(error);
      setProblem(showAtFields(form, refused) ? undefined : refused);
      if (!refused.isPassing) setKey(newKey());
    } finally {
      setBusy(false);
    }
  };

  return (
    <Drawer
      open={open}
      title={title}
      onClose={onClose}
      destroyOnHidden
      placement={phone ? 'bottom' : language === 'fa' ? 'left' : 'right'}
      size={phone ? '92%' : wide ? 720 : 480}
      footer={
        <div className="pv-form-foot">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="primary" htmlType="submit" form={id} loading={busy} danger={danger ?? false}>{submitText ?? t('save')}</Button>
        </div>
      }
    >
      {problem && <FormProblem problem={problem} />}
      <Form<V>
        id={id}
        name={`form${id.replace(/\W/g, '')}`}
        form={form}
        layout="vertical"
        requiredMark={(label, { required }) => <>{label}{!required && <span className="pv-optional"> ({t('optional')})</span>}</>}
        onFinish={(values) => void submit(values)}
        scrollToFirstError={{ focus: true }}
        validateMessages={{ required: t('field_required'), types: { email: t('field_email'), number: t('field_number') } }}
      >
        {typeof children === 'function' ? children(form) : children}
      </Form>
    </Drawer>
  );
}

/** A problem above a form. */
export function FormProblem({ problem }: { problem: ApiProblem }) {
  const t = useWords();
  const { title, detail } = problemText(problem, t);
  const rest = problem.errors.map((error) => error.detail).filter((text) => text && text !== detail);
  return (
    <Alert
      className="pv-form-problem"
      type={problem.isPassing ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={title}
      description={[detail, ...rest].filter(Boolean).join(' ') || undefined}
    />
  );
}

/** Shows what is wrong at the fields the problem points to; true if all of it found its field. */
export function showAtFields<V>(form: FormInstance<V>, problem: ApiProblem): boolean {
  if (problem.errors.length === 0) return false;
  const known = form.getFieldsValue(true, () => true) as Record<string, unknown>;
  let all = true;
  for (const error of problem.errors) {
    const path = fieldPath(error.pointer);
    const target = [path, path.slice(0, -1), path.slice(0, 1)].find(
      (name) => name.length > 0 && form.getFieldInstance(name as never) !== undefined,
    ) ?? (path.length > 0 && path[0]! in known ? path.slice(0, 1) : undefined);
    if (target) form.setFields([{ name: target as never, errors: [error.detail || problem.title] }]);
    else all = false;
  }
  return all;
}
