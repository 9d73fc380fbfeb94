// A customer's name where only the id is known: asked from the portal's own card, so it shows while departments are down.
import { useAsk } from '@/api/hooks';
import { CustomerLink } from '@/components/small';

export function useCustomerName(id: string | undefined): string | undefined {
  const card = useAsk('portal', 'get_customer', { customerId: id ?? '' }, { enabled: Boolean(id), staleTimeMs: 60_000 });
  return card.data?.displayName;
}

export function CustomerName({ id, name }: { id: string | undefined; name?: string | undefined }) {
  const asked = useCustomerName(name ? undefined : id);
  return <CustomerLink id={id} name={name || asked} />;
}
