// Stories of customers in a real browser: facts with their history, many at once, joined and parted, and every page of customers
// and sales in both languages at both widths, looked over by axe.
import { lookOver } from './look.mjs';
import { check, pick, until } from './site.mjs';

const named = (name) => ({ identifier: { kind: 'EMAIL_ADDRESS', value: `${name.toLowerCase().replace(/\W+/g, '.')}@example.com` }, name });

async function introduce(site, name, more = {}) {
  const made = await site.sara.post('/portal/customers', { kind: 'PERSON', name, identifiers: [named(name).identifier], ...more });
  return made.customerId;
}

const profileOf = (site, id) => site.sara.get(`/portal/customers/${id}`);

async function aFactChangesInPlaceAndKeepsItsHistory(site) {
  const id = await introduce(site, 'Megan Davies', { facts: [{ name: 'gender', text: 'female' }, { name: 'household', text: 'Alone' }] });
  const browser = await site.browserOf('sara');
  const [page, other] = [await browser.newPage(), await (await site.browserOf('omid')).newPage()];
  for (const one of [page, other]) {
    await one.goto(`/customers/${id}`);
    await one.getByText('Alone', { exact: true }).first().waitFor();
  }
  await page.getByRole('button', { name: 'Change Household' }).click();
  await page.getByRole('combobox', { name: 'Household' }).fill('With two children');
  await page.getByRole('button', { name: /Save$/ }).click();
  await page.getByText('With two children', { exact: true }).first().waitFor();
  await other.getByText('With two children', { exact: true }).first().waitFor(); // without a reload
  await page.getByRole('button', { name: 'Earlier values of Household' }).click();
  await page.getByRole('tooltip').getByText('Alone', { exact: true }).waitFor();
  await site.shot(page, 'customer-history');
}

async function manyAreTaggedAtOnce(site) {
  const ids = await Promise.all(['Edward Green', 'Zoe Foster', 'Henry Young'].map((name) => introduce(site, name)));
  const page = await (await site.browserOf('sara')).newPage();
  await page.goto('/customers');
  for (const name of ['Edward Green', 'Zoe Foster', 'Henry Young']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  const form = page.getByRole('dialog').last();
  await form.getByRole('combobox', { name: 'Tags' }).fill('fair');
  await page.keyboard.press('Enter');
  await form.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('dialog', { name: /Done for 3 customers/ }).waitFor();
  await site.shot(page, 'customers-bulk');
  for (const id of ids) {
    const tags = (await profileOf(site, id)).facts.find((register) => register.fact.name === 'tags')?.fact.tags;
    check(tags?.includes('fair'), `no tag on ${id}`);
  }
  await page.goto('/customers?label=fair');
  await page.getByRole('link', { name: 'Zoe Foster' }).waitFor();
  check((await page.locator('tbody tr').count()) === 3, 'the filter by tag shows others');
}

async function twoAreJoinedAndPartedAgain(site) {
  const [one, two] = [await introduce(site, 'Maud Porter'), await introduce(site, 'Maude Porter-Hill', { allowDuplicate: true })];
  const page = await (await site.browserOf('sara')).newPage();
  await page.goto(`/customers/${one}`);
  await page.getByRole('button', { name: /More actions/ }).click();
  await page.getByRole('menuitem', { name: /Join with/ }).click();
  const form = page.getByRole('dialog').last();
  await pick(page, form.getByRole('combobox'), 'Maude Porter-Hill');
  await form.getByRole('button', { name: 'Compare' }).click();
  const compare = page.getByRole('dialog', { name: /Join into one/ });
  await compare.getByText('maude.porter.hill@example.com').first().waitFor();
  await site.shot(page, 'customer-compare');
  await compare.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByText('joined from 2 ids').waitFor();

  await page.getByRole('button', { name: /More actions/ }).click();
  await page.getByRole('menuitem', { name: /Part ids/ }).click();
  const part = page.getByRole('dialog', { name: /Part ids/ });
  await part.getByRole('checkbox').last().check();
  await part.getByText('Becomes its own').waitFor();
  await site.shot(page, 'customer-part');
  await part.getByRole('button', { name: /Part ids/ }).click();
  await page.getByText('joined from 2 ids').waitFor({ state: 'detached' });
  await until('they are two again', async () => (await profileOf(site, one)).customerId !== (await profileOf(site, two)).customerId);
}

async function everyPageOfCustomersAndSales(site) {
  const deal = await site.sara.post('/sales/deals', { customer: named('George Shaw'), title: 'Office furniture', value: { amountMinor: '830000', currency: 'EUR' }, nextStep: 'Send the offer' });
  const lead = await site.sara.post('/sales/leads', { customer: named('Sophie Lewis'), source: 'FORM', subject: 'Asks for a catalogue', request: 'By post, please.', score: 64 });
  const sale = await site.sara.post('/sales/sales', { customer: named('George Shaw'), currency: 'EUR', channel: 'shop', paymentMethod: 'card', lines: [{ productName: 'Desk', quantity: '2', unitPriceMinor: '45000' }] });
  await site.sara.post('/sales/products', { sku: 'D-1', name: 'Desk', category: 'Furniture', unit: 'piece' });
  await site.sara.post('/sales/activities', { kind: 'PHONE_CALL', subject: 'Ask about colours', dealId: deal.dealId, dueAtMs: String(Date.now() + 86_400_000) });
  const pages = {
    customers: '/customers', customer: `/customers/${deal.customerId}`, deals: '/deals', 'deals-list': '/deals?view=list', deal: `/deals/${deal.dealId}`,
    leads: '/leads', lead: `/leads/${lead.leadId}`, orders: '/orders', order: `/orders/${sale.orderId}`, invoices: '/invoices?state=ALL', invoice: `/invoices/${sale.invoiceId}`, products: '/products',
  };
  const page = await (await site.browserOf('sara')).newPage();
  const faults = await lookOver(page, pages, site.shots);
  check(faults.length === 0, `\n${faults.join('\n')}`);
}

export const customerStories = {
  a_fact_changes_in_place_and_keeps_its_history: aFactChangesInPlaceAndKeepsItsHistory,
  many_are_tagged_at_once: manyAreTaggedAtOnce,
  two_are_joined_and_parted_again: twoAreJoinedAndPartedAgain,
  every_page_of_customers_and_sales: everyPageOfCustomersAndSales,
};
