// Orders, invoices, and the products and prices they are made of. Addresses: /orders, /orders/<id>, /invoices, /invoices/<id>,
// /products, /products/<id>.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { useSession } from '@/app/session';
import { PageHeader } from '@/components/PageHeader';
import { useWords } from '@/i18n/words';
import { InvoiceList } from './InvoiceList';
import { InvoicePage } from './InvoicePage';
import { OrderList } from './OrderList';
import { OrderPage } from './OrderPage';
import { ProductList } from './ProductList';
import { SaleForm } from './parts/SaleForm';
import { words } from './words';
import '@/pages/customer/pages.css';

export default function OrdersPage() {
  const t = useWords(words);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { may } = useSession();
  const [selling, setSelling] = useState(false);
  const [place = 'orders', id] = pathname.split('/').filter(Boolean);
  if (place === 'orders' && id) return <OrderPage key={id} orderId={id} />;
  if (place === 'invoices' && id) return <InvoicePage key={id} invoiceId={id} />;
  return (
    <>
      <PageHeader
        title={t('orders_title')}
        subtitle={t('orders_about')}
        actions={may('sales', 'record_sale') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setSelling(true)}>{t('record_sale')}</Button>}
      >
        <Tabs
          activeKey={place}
          onChange={(to) => void navigate(`/${to}`)}
          items={[{ key: 'orders', label: t('orders') }, { key: 'invoices', label: t('invoices') }, { key: 'products', label: t('products') }]}
        />
      </PageHeader>
      {place === 'invoices' ? <InvoiceList /> : place === 'products' ? <ProductList productId={id} /> : <OrderList onSell={() => setSelling(true)} />}
      <SaleForm open={selling} onClose={() => setSelling(false)} />
    </>
  );
}
