// Products and their prices: a list to look through, a drawer with the prices of one.
import { EditOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Checkbox, Drawer, Form, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Price, Product } from '@/api/generated/sales';
import { useAsk, useAskPages, useTell } from '@/api/hooks';
import { useSession } from '@/app/session';
import { useSettings } from '@/app/settings';
import { usePhone } from '@/app/theme';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { FormDrawer } from '@/components/FormDrawer';
import { EmptyState, Money, Shown, StateTag } from '@/components/small';
import { useNames } from '@/i18n/names';
import { useWords } from '@/i18n/words';
import { rememberedCurrency } from './parts/currency';
import { AmountInput, CurrencySelect } from './parts/MoneyInput';
import { words } from './words';
import styles from './orders.module.css';

export function ProductList({ productId }: { productId: string | undefined }) {
  const t = useWords(words);
  const navigate = useNavigate();
  const { may } = useSession();
  const [text, setText] = useState('');
  const [editing, setEditing] = useState<Product | 'new'>();
  const pages = useAskPages('sales', 'list_products', { limit: 500 });
  const rows = useMemo(() => {
    const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
    return pages.rows.filter((product) => parts.every((part) => `${product.name} ${product.sku} ${product.category}`.toLowerCase().includes(part)));
  }, [pages.rows, text]);
  const prices = useMemo(() => {
    const known = new Map<string | undefined, Price[]>();
    for (const price of pages.answers.flatMap((page) => page.prices ?? [])) known.set(price.productId, [...(known.get(price.productId) ?? []), price]);
    return known;
  }, [pages.answers]);
  const columns: Column<Product>[] = [
    { key: 'name', title: t('product'), phone: 'title', render: (product) => <bdi>{product.name}</bdi> },
    { key: 'sku', title: t('sku'), render: (product) => <bdi className="pv-number">{product.sku}</bdi> },
    { key: 'category', title: t('category'), render: (product) => (product.category ? <bdi>{product.category}</bdi> : null) },
    { key: 'unit', title: t('unit'), render: (product) => (product.unit ? <bdi>{product.unit}</bdi> : null) },
    {
      key: 'price', title: t('price'), align: 'end',
      render: (product) => <span className={styles.prices}>{prices.get(product.productId)?.map((price) => <Money key={price.currency} value={{ amountMinor: price.unitPriceMinor ?? '0', currency: price.currency ?? '' }} />) ?? <span className="pv-muted">{t('no_price')}</span>}</span>,
    },
    { key: 'state', title: t('state'), phone: 'tag', render: (product) => <StateTag tone={product.retired ? 'plain' : 'good'}>{t(product.retired ? 'retired' : 'on_sale')}</StateTag> },
  ];
  const define = may('sales', 'define_product') && <Button icon={<PlusOutlined />} onClick={() => setEditing('new')}>{t('new_product')}</Button>;
  return (
    <>
      <DataTable<Product>
        label={t('products')}
        pages={{ ...pages, rows }}
        columns={columns}
        rowKey={(product) => product.productId ?? ''}
        rowName={(product) => product.name ?? ''}
        href={(product) => `/products/${product.productId}`}
        filtered={text !== ''}
        onClearFilters={() => setText('')}
        empty={<EmptyState title={t('products_none')} hint={t('products_none_about')} action={define} />}
        toolbar={
          <div className="pv-row pv-filters">
            <span className="pv-filter"><Input className="pv-wide" prefix={<SearchOutlined aria-hidden />} allowClear aria-label={t('search_product')} placeholder={t('search_product')} value={text} onChange={(event) => setText(event.target.value)} /></span>
            {define || <span className="pv-muted">{t('only_manager')}</span>}
          </div>
        }
      />
      <ProductForm editing={editing} categories={[...new Set(pages.rows.map((product) => product.category ?? '').filter(Boolean))]} onClose={() => setEditing(undefined)} />
      <Prices productId={productId} onClose={() => void navigate('/products')} onEdit={setEditing} />
    </>
  );
}

interface ProductValues {
  sku: string;
  name: string;
  category?: string;
  unit?: string;
  retired?: boolean;
}

function ProductForm({ editing, categories, onClose }: { editing: Product | 'new' | undefined; categories: string[]; onClose: () => void }) {
  const t = useWords(words);
  const { tell } = useTell('sales', 'define_product', { quiet: true, done: t('product_done') });
  const product = editing === 'new' ? undefined : editing;
  return (
    <FormDrawer<ProductValues>
      open={Boolean(editing)}
      title={t(product ? 'edit_product' : 'new_product')}
      onClose={onClose}
      initial={product ? { sku: product.sku ?? '', name: product.name ?? '', category: product.category ?? '', unit: product.unit ?? '', retired: product.retired ?? false } : { retired: false }}
      onSubmit={(values, key) => tell(values, { key })}
    >
      <Form.Item name="sku" label={t('sku')} rules={[{ required: true, whitespace: true }]} extra={t('sku_hint')}><Input dir="ltr" disabled={Boolean(product)} /></Form.Item>
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true }]}><Input dir="auto" /></Form.Item>
      <Form.Item name="category" label={t('category')}><AutoComplete options={categories.map((value) => ({ value }))} showSearch={{ filterOption: true }} /></Form.Item>
      <Form.Item name="unit" label={t('unit')}><Input placeholder={t('unit_hint')} dir="auto" /></Form.Item>
      {product && <Form.Item name="retired" valuePropName="checked"><Checkbox>{t('retired_label')}</Checkbox></Form.Item>}
    </FormDrawer>
  );
}

interface PriceValues {
  currency: string;
  tier: string;
  unitPriceMinor: string;
}

function Prices({ productId, onClose, onEdit }: { productId: string | undefined; onClose: () => void; onEdit: (product: Product) => void }) {
  const t = useWords(words);
  const nameOf = useNames();
  const phone = usePhone();
  const { language } = useSettings();
  const { may } = useSession();
  const [setting, setSetting] = useState(false);
  const id = productId ?? '';
  const product = useAsk('sales', 'get_product', { productId: id }, { enabled: Boolean(id), keep: false });
  const prices = useAsk('sales', 'list_prices', { productId: id, limit: 200 }, { enabled: Boolean(id), keep: false });
  const programme = useAsk('loyalty', 'get_programme', {}, { enabled: setting, staleTimeMs: 300_000 });
  const { tell } = useTell('sales', 'set_price', { quiet: true, done: t('price_done') });
  const manages = may('sales', 'set_price');
  const tierWord = (tier: string | undefined): string => (!tier || tier === 'all' ? t('tier_all') : nameOf(tier));
  return (
    <Drawer
      open={Boolean(productId)}
      onClose={onClose}
      placement={phone ? 'bottom' : language === 'fa' ? 'left' : 'right'}
      size={phone ? '85%' : 480}
      title={<bdi>{product.data?.name ?? t('product')}</bdi>}
      extra={manages && product.data && <Button icon={<EditOutlined />} onClick={() => onEdit(product.data!)}>{t('edit')}</Button>}
    >
      <Shown of={product} as="rows">
        {(shown) => (
          <dl className={styles.facts}>
            <div><dt>{t('sku')}</dt><dd><bdi>{shown.sku}</bdi></dd></div>
            {shown.category && <div><dt>{t('category')}</dt><dd><bdi>{shown.category}</bdi></dd></div>}
            {shown.unit && <div><dt>{t('unit')}</dt><dd><bdi>{shown.unit}</bdi></dd></div>}
          </dl>
        )}
      </Shown>
      <h3 className={styles.small}>{t('prices')}</h3>
      <Shown of={prices} as="rows">
        {(page) => (page.rows?.length ?? 0) === 0 ? <p className="pv-muted">{t('prices_none')}</p> : (
          <ul className={styles.rows}>
            {page.rows!.map((price) => (
              <li key={`${price.currency} ${price.tier}`}><span>{tierWord(price.tier)}</span><Money value={{ amountMinor: price.unitPriceMinor ?? '0', currency: price.currency ?? '' }} /></li>
            ))}
          </ul>
        )}
      </Shown>
      {manages && <Button icon={<PlusOutlined />} onClick={() => setSetting(true)}>{t('set_price')}</Button>}
      <FormDrawer<PriceValues>
        open={setting}
        title={t('set_price')}
        onClose={() => setSetting(false)}
        initial={{ currency: rememberedCurrency(), tier: 'all' }}
        onSubmit={(values, key) => tell({ productId: id, ...values }, { key })}
      >
        {(form) => (
          <>
            <div className="pv-fields">
              <Form.Item name="currency" label={t('currency')} required><CurrencySelect /></Form.Item>
              <Form.Item name="tier" label={t('tier')} required>
                <Select options={[{ value: 'all', label: t('tier_all') }, ...(programme.data?.tiers ?? []).map((tier) => ({ value: tier.tier!, label: nameOf(tier.tier) }))]} />
              </Form.Item>
            </div>
            <Form.Item noStyle shouldUpdate={(before: PriceValues, after: PriceValues) => before.currency !== after.currency}>
              {() => (
                <Form.Item name="unitPriceMinor" label={t('price')} rules={[{ required: true }]}>
                  <AmountInput currency={(form.getFieldValue('currency') as string | undefined) ?? rememberedCurrency()} />
                </Form.Item>
              )}
            </Form.Item>
          </>
        )}
      </FormDrawer>
    </Drawer>
  );
}
