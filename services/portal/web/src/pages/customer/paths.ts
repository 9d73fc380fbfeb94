// The page on which an item is worked with.
export function pathOfItem(kind: string | undefined, id: string | undefined): string | undefined {
  if (!id) return undefined;
  switch (kind) {
    case 'ITEM_LEAD': return `/leads/${id}`;
    case 'ITEM_DEAL': return `/deals/${id}`;
    case 'ITEM_CASE': return `/cases/${id}`;
    case 'ITEM_ORDER': return `/orders/${id}`;
    case 'ITEM_INVOICE': return `/invoices/${id}`;
    default: return undefined;
  }
}
