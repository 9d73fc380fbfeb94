// Goods and services of a deal, and the form that edits them.
import { EditOutlined } from '@ant-design/icons';
import { Button, Form } from 'antd';
import { useState } from 'react';
import type { Deal } from '@/api/generated/sales';
import { useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { FormDrawer } from '@/components/FormDrawer';
import { Panel } from '@/components/Panel';
import { EmptyState } from '@/components/small';
import { useWords } from '@/i18n/words';
import { words } from '@/pages/deals/words';
import { LineEditor } from '@/pages/orders/parts/LineEditor';
import { LineTable } from '@/pages/orders/parts/LineTable';
import { rememberedCurrency } from '@/pages/orders/parts/currency';
import { editedLines, linesToTell, newLine } from '@/pages/orders/parts/lines';
import type { EditedLine } from '@/pages/orders/parts/lines';
import { CurrencySelect } from '@/pages/orders/parts/MoneyInput';

interface Values {
  currency: string;
  lines: EditedLine[];
}

export function DealLines({ deal, version }: { deal: Deal; version: string | undefined }) {
  const t = useWords(words);
  const { may } = useSession();
  const [editing, setEditing] = useState(false);
  const { tell } = useTell('sales', 'set_deal_lines', { quiet: true, done: t('lines_saved') });
  const lines = deal.lines ?? [];
  const currency = deal.value?.currency ?? rememberedCurrency();
  const edit = deal.state === 'DEAL_OPEN' && may('sales', 'set_deal_lines') && (
    <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>{t('lines_edit')}</Button>
  );
  return (
    <Panel title={t('lines')} actions={lines.length > 0 && edit}>
      {lines.length === 0 ? <EmptyState title={t('lines_none')} action={edit} /> : <LineTable lines={lines} currency={currency} />}
      <FormDrawer<Values>
        open={editing}
        wide
        title={t('lines')}
        onClose={() => setEditing(false)}
        initial={{ currency, lines: lines.length > 0 ? editedLines(lines) : [newLine()] }}
        onSubmit={(values, key) => tell({ dealId: deal.dealId!, currency: values.currency, lines: linesToTell(values.lines) }, { key, version })}
      >
        {(form) => (
          <>
            <Form.Item name="currency" label={t('currency')} required><CurrencySelect /></Form.Item>
            <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.currency !== after.currency}>
              {() => (
                <Form.Item name="lines" label={t('lines')} required>
                  <LineEditor currency={(form.getFieldValue('currency') as string | undefined) ?? currency} customerId={deal.customerId} />
                </Form.Item>
              )}
            </Form.Item>
          </>
        )}
      </FormDrawer>
    </Panel>
  );
}
