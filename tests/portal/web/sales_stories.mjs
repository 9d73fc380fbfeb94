// Stories of sales in a real browser over real departments.
import { check, until } from './site.mjs';

const text = (locator) => locator.first().innerText();

/** A deal of a customer known by an e-mail address. */
async function givenDeal(site, title, more = {}) {
  return site.sara.post('/sales/deals', {
    customer: { identifier: { kind: 'EMAIL_ADDRESS', value: `${title.toLowerCase().replace(/\W+/g, '.')}@example.com` }, name: `Buyer of ${title}` },
    title, value: { amountMinor: '250000', currency: 'EUR' }, owner: 'sara', ...more,
  });
}

async function aWebLeadBecomesAnInvoiceAndPoints(site) {
  const browser = await site.browserOf('sara');
  const leads = await browser.newPage();
  await leads.goto('/leads');
  await leads.getByRole('heading', { name: 'Leads', level: 1 }).waitFor();

  // the form of the web site brings a lead of somebody nobody knows; it shows without a reload
  const { token } = await site.sara.post('/portal/me/tokens', { name: 'web form', scopes: [{ department: 'sales', mayWrite: true }] });
  const web = site.caller(token);
  const subject = 'Forty chairs for a school';
  await web.post('/sales/leads', {
    customer: { identifier: { kind: 'EMAIL_ADDRESS', value: 'nora@example.com' }, name: 'Nora Parker' },
    source: 'FORM', subject, request: 'Please send an offer by Monday.', score: 80,
  });
  await leads.getByRole('button', { name: subject }).waitFor({ timeout: 10_000 });

  // taken, worked, qualified, converted
  await leads.getByRole('button', { name: subject }).click();
  const drawer = leads.getByRole('dialog').first();
  await drawer.getByRole('button', { name: 'Take it' }).click();
  await drawer.getByRole('button', { name: 'Note a contact' }).click();
  const note = leads.getByRole('dialog').last();
  await note.getByLabel(/What was done/).fill('Called her: forty chairs, delivery in March');
  await note.getByRole('button', { name: 'Note a contact' }).click();
  await drawer.getByText(/Responded/).waitFor();
  await drawer.getByRole('button', { name: 'Qualify' }).click();
  await drawer.getByRole('button', { name: 'Convert' }).click();
  const wizard = leads.getByRole('dialog', { name: 'Make a deal of it' });
  await wizard.getByRole('button', { name: 'Next' }).click();
  await wizard.getByLabel('Value', { exact: true }).or(wizard.getByRole('spinbutton')).first().fill('4000');
  await wizard.getByRole('button', { name: 'Next' }).click();
  await wizard.getByText('Nora Parker').waitFor();
  await site.shot(leads, 'journey-convert');
  await wizard.getByRole('button', { name: 'Convert' }).click();
  await leads.waitForURL(/\/deals\//);
  await leads.getByRole('heading', { name: subject, level: 1 }).waitFor();

  // meanwhile a colleague watches the customer's page
  const deal = (await site.sara.get('/sales/deals?state=DEAL_OPEN')).rows.find((row) => row.title === subject);
  const watch = await browser.newPage();
  await watch.goto(`/customers/${deal.customerId}`);
  await watch.getByRole('heading', { name: 'Nora Parker', level: 1 }).waitFor();
  await watch.getByText('Lead became a deal').first().waitFor();
  let reloads = 0;
  watch.on('framenavigated', () => reloads++);

  // an order from the deal, its invoice, the payment
  await leads.getByRole('button', { name: 'More actions' }).click();
  await leads.getByRole('menuitem', { name: /Place order/ }).click();
  const order = leads.getByRole('dialog').last();
  await order.getByRole('combobox', { name: 'What' }).fill('Chair');
  await order.getByRole('spinbutton', { name: 'Quantity' }).fill('40');
  await order.getByRole('spinbutton', { name: 'Unit price' }).fill('100');
  await order.getByText(/4,000/).first().waitFor();
  await order.getByRole('button', { name: 'New order' }).click();
  await leads.waitForURL(/\/orders\//);
  await leads.getByRole('button', { name: 'Issue invoice' }).click();
  await leads.getByRole('dialog').last().getByRole('button', { name: 'Issue invoice' }).click();
  await leads.getByRole('button', { name: 'Note a payment' }).click();
  await leads.getByRole('dialog').last().getByRole('button', { name: 'Save' }).click();
  await leads.getByText('Paid', { exact: true }).first().waitFor();

  // the colleague sees invoice and points without a reload
  await watch.getByText('Invoice paid').first().waitFor({ timeout: 20_000 });
  await watch.getByText('Became a member').first().waitFor({ timeout: 20_000 });
  await watch.getByText('Points earned').first().waitFor({ timeout: 20_000 });
  await until('the tile shows points', async () => /\d/.test(await text(watch.locator('section[aria-label="What the departments say"] >> text=/^[\\d,]+$/ >> nth=2'))));
  check(reloads === 0, 'the page was loaded anew');
  await site.shot(watch, 'journey-customer');

  // and the ledger of the member has the posting
  const ledger = await browser.newPage();
  await ledger.goto(`/loyalty/members/${deal.customerId}`);
  await ledger.getByText(/Earned/).first().waitFor();
  await site.shot(ledger, 'journey-ledger');

  // a part of it comes back, and points with it
  await leads.getByRole('button', { name: 'Give money back' }).click();
  const refund = leads.getByRole('dialog').last();
  await refund.getByLabel(/Units back/).first().fill('10');
  await refund.getByText(/1,000/).first().waitFor();
  await refund.getByLabel(/Reason/).fill('Ten were scratched');
  await refund.getByRole('button', { name: 'Give money back' }).click();
  await watch.getByText('Points taken back').first().waitFor({ timeout: 20_000 });
  check(reloads === 0, 'the page was loaded anew');
}

async function twoPeopleEditOneDeal(site) {
  const deal = await givenDeal(site, 'Warehouse shelves');
  const [sara, omid] = await Promise.all(['sara', 'omid'].map(async (user) => (await site.browserOf(user)).newPage()));
  for (const page of [sara, omid]) {
    await page.goto(`/deals/${deal.dealId}`);
    await page.getByRole('button', { name: /\bEdit$/ }).click();
    await page.getByRole('dialog').getByLabel('Title').waitFor();
  }
  const save = async (page, change) => {
    const form = page.getByRole('dialog').first();
    for (const [label, value] of Object.entries(change)) await form.getByLabel(label).fill(value);
    await form.getByRole('button', { name: 'Save' }).click();
  };
  await save(omid, { Title: 'Warehouse shelves, larger' });
  await omid.getByRole('heading', { name: 'Warehouse shelves, larger', level: 1 }).waitFor();

  // who comes second is shown both, and may keep the own change
  await save(sara, { Title: 'Shelves for two halls' });
  const conflict = sara.getByRole('dialog', { name: /Changed by somebody else/ });
  await conflict.waitFor();
  await conflict.getByText('Warehouse shelves, larger').waitFor();
  await conflict.getByText('Shelves for two halls').waitFor();
  await site.shot(sara, 'conflict-edit');
  check((await site.sara.get(`/sales/deals/${deal.dealId}`)).title === 'Warehouse shelves, larger', 'it was changed before the person chose');
  await conflict.getByRole('button', { name: 'Keep my change' }).click();
  await sara.getByRole('heading', { name: 'Shelves for two halls', level: 1 }).waitFor();
  await omid.getByRole('heading', { name: 'Shelves for two halls', level: 1 }).waitFor(); // without a reload

  // another time takes theirs
  for (const page of [sara, omid]) await page.getByRole('button', { name: /\bEdit$/ }).click();
  await save(sara, { 'Next step': 'Visit the hall' });
  await until('the first change is there', async () => (await site.sara.get(`/sales/deals/${deal.dealId}`)).nextStep === 'Visit the hall');
  await save(omid, { 'Next step': 'Send drawings' });
  await omid.getByRole('dialog', { name: /Changed by somebody else/ }).getByRole('button', { name: 'Take theirs' }).click();
  await omid.getByText('Visit the hall').first().waitFor();
  check((await site.sara.get(`/sales/deals/${deal.dealId}`)).nextStep === 'Visit the hall', 'theirs was overwritten');
}

async function aMoveMeetsAnotherPersonsMove(site) {
  const deal = await givenDeal(site, 'Cups with logo');
  const page = await (await site.browserOf('sara')).newPage();
  await page.goto('/deals');
  const card = page.locator(`[data-deal="${deal.dealId}"] [data-card]`);
  await card.waitFor();
  await card.focus();
  await page.keyboard.press(' '); // taken hold of: from here on the version is known
  await page.getByTestId('board-says').getByText('Picked up Cups with logo').waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await site.omid.post(`/sales/deals/${deal.dealId}/move`, { stageId: 'negotiation' });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press(' ');
  const conflict = page.getByRole('dialog', { name: /Changed by somebody else/ });
  await conflict.waitFor();
  await conflict.getByText('Negotiation').first().waitFor();
  await conflict.getByText('Evaluation').first().waitFor();
  await site.shot(page, 'conflict-board');
  await conflict.getByRole('button', { name: 'Take theirs' }).click();
  await page.getByRole('region', { name: /^Negotiation/ }).locator(`[data-deal="${deal.dealId}"]`).waitFor();
  check((await site.sara.get(`/sales/deals/${deal.dealId}`)).stageId === 'negotiation', 'their move was overwritten');
}

async function theBoardByKeyboard(site) {
  const deal = await givenDeal(site, 'Coffee machines');
  for (const [language, forward] of [['en', 'ArrowRight'], ['fa', 'ArrowLeft']]) {
    const before = (await site.sara.get(`/sales/deals/${deal.dealId}`)).stageId;
    const next = { need: 'evaluation', evaluation: 'proposal' }[before];
    const page = await (await site.browserOf('sara', { language })).newPage();
    await page.goto('/deals');
    const card = page.locator(`[data-deal="${deal.dealId}"] [data-card]`);
    await card.waitFor();
    await card.focus();
    const says = page.getByTestId('board-says');

    // picked up and left again
    await page.keyboard.press(' ');
    await says.getByText(/Coffee machines/).waitFor();
    await page.keyboard.press(forward);
    await page.keyboard.press('Escape');
    check((await site.sara.get(`/sales/deals/${deal.dealId}`)).stageId === before, 'Escape moved the deal');

    // moved one stage on; the card keeps the focus in its new column
    await page.keyboard.press(' ');
    await page.keyboard.press(forward);
    await site.shot(page, `board-keyboard-${language}`);
    const heard = await text(says);
    check(/Coffee machines/.test(heard), `nothing was said: ${heard}`);
    await page.keyboard.press(' ');
    await until('the department knows', async () => (await site.sara.get(`/sales/deals/${deal.dealId}`)).stageId === next);
    await until('the card has the focus', () => page.evaluate((id) => document.activeElement?.closest('[data-deal]')?.getAttribute('data-deal') === id, deal.dealId));

    // Enter opens it
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/deals/${deal.dealId}`));
  }
}

async function aCardIsDragged(site) {
  const deal = await givenDeal(site, 'Office furniture');
  const page = await (await site.browserOf('sara')).newPage();
  const other = await (await site.browserOf('omid')).newPage();
  for (const one of [page, other]) {
    await one.goto('/deals');
    await one.locator(`[data-deal="${deal.dealId}"]`).waitFor();
  }
  const from = await page.locator(`[data-deal="${deal.dealId}"]`).boundingBox();
  const to = await page.getByRole('region', { name: /^Proposal/ }).boundingBox();
  await page.mouse.move(from.x + 60, from.y + 30);
  await page.mouse.down();
  await page.mouse.move(from.x + 90, from.y + 40, { steps: 4 });
  await page.mouse.move(to.x + 80, to.y + 120, { steps: 8 });
  await site.shot(page, 'board-drag');
  await page.mouse.up();
  await page.getByRole('region', { name: /^Proposal/ }).locator(`[data-deal="${deal.dealId}"]`).waitFor();
  await until('the department knows', async () => (await site.sara.get(`/sales/deals/${deal.dealId}`)).stageId === 'proposal');
  await other.getByRole('region', { name: /^Proposal/ }).locator(`[data-deal="${deal.dealId}"]`).waitFor(); // without a reload
}

/** What is found by a number says the same as the list: what is still owed, too. */
async function anInvoiceIsFoundByItsNumber(site) {
  const order = await site.sara.post('/sales/orders', {
    customer: { identifier: { kind: 'EMAIL_ADDRESS', value: 'found@example.com' }, name: 'Fiona Found' }, currency: 'EUR',
    lines: [{ productName: 'Lamp', quantity: '3', unitPriceMinor: '10000' }],
  });
  const invoice = await site.sara.post(`/sales/orders/${order.orderId}/invoice`, {});
  await site.sara.post(`/sales/invoices/${invoice.invoiceId}/payments`, { amount: { amountMinor: '12000', currency: 'EUR' }, method: 'card' });
  for (const [language, owed, none] of [['en', '180 EUR', '300 EUR'], ['fa', '۱۸۰ یورو', '۳۰۰ یورو']]) {
    const page = await (await site.browserOf('sara', { language })).newPage();
    for (const address of ['/invoices', `/invoices?number=${invoice.number}`]) {
      await page.goto(address);
      const row = page.locator('tbody tr', { hasText: 'Fiona Found' }).first();
      await row.getByText(owed).first().waitFor();
      check((await row.getByText(none).count()) === 1, `${address} in ${language}: the total stands where the rest is due`);
    }
    await site.shot(page, `invoice-found-${language}`);
    await page.close();
  }
}

export const salesStories = {
  a_web_lead_becomes_an_invoice_and_points: aWebLeadBecomesAnInvoiceAndPoints,
  two_people_edit_one_deal: twoPeopleEditOneDeal,
  a_move_meets_another_persons_move: aMoveMeetsAnotherPersonsMove,
  the_board_by_keyboard: theBoardByKeyboard,
  a_card_is_dragged: aCardIsDragged,
  an_invoice_is_found_by_its_number: anInvoiceIsFoundByItsNumber,
};
