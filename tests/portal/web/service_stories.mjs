// Stories of service, marketing, loyalty and analytics in a real browser over real departments.
import { readdirSync, readFileSync } from 'node:fs';
import { lookOver } from './look.mjs';
import { check, pick, until } from './site.mjs';

/** A person that sales introduces; the answer is the customer. */
const givenPerson = (site, name, facts = []) =>
  site.sara.post('/sales/customers', {
    kind: 'PERSON', name, facts,
    identifiers: [{ kind: 'EMAIL_ADDRESS', value: `${name.toLowerCase().replace(/\W+/g, '.')}@example.com` }],
  });

const sell = (site, customerId, amountMinor) =>
  site.sara.post('/sales/sales', {
    customer: { customerId }, businessKey: `sale ${customerId} ${amountMinor}`, currency: 'EUR', channel: 'shop', paymentMethod: 'card',
    lines: [{ productName: 'Samovar', quantity: '1', unitPriceMinor: String(amountMinor) }],
  });

/** Counts loads of the page from now on: what changes must come by itself. */
function watched(page) {
  const seen = { loads: 0 };
  page.on('load', () => seen.loads++);
  return seen;
}

async function aCaseIsRaisedByTheTierAnsweredAndClosed(site) {
  const customer = await givenPerson(site, 'Mina Abbasi');
  const browser = await site.browserOf('sara');
  const page = await browser.newPage();
  await page.goto('/cases');
  await page.getByRole('button', { name: 'Open a case' }).first().click();
  const form = page.getByRole('dialog');
  await pick(page, form.getByRole('combobox').first(), 'Mina Abbasi');
  await form.getByLabel('Subject').fill('The box arrived broken');
  await form.getByLabel('What the customer says').fill('It was open when it came.');
  await form.getByRole('button', { name: 'Open a case' }).click();
  await page.waitForURL(/\/cases\/[0-9a-f-]{36}/);
  const caseId = page.url().split('/').pop();
  await page.getByRole('heading', { name: 'The box arrived broken', level: 1 }).waitFor();
  await page.getByRole('log').getByText('It was open when it came.').waitFor();
  const head = page.locator('.pv-page-header');
  await head.getByText('Normal', { exact: true }).waitFor();

  // a purchase makes the customer platinum; the case becomes urgent while it is being looked at
  const seen = watched(page);
  await sell(site, customer.customerId, 2_000_000);
  await head.getByText('Urgent', { exact: true }).waitFor({ timeout: 20_000 });
  await page.getByRole('complementary').getByText('Platinum').first().waitFor({ timeout: 20_000 });

  // taken and answered
  await page.getByRole('button', { name: 'Take it' }).click();
  await page.getByText('The case is yours now').waitFor();
  const writing = page.getByPlaceholder('Write an answer to the customer …');
  await writing.fill('We send a new one today.');
  await writing.press('Control+Enter');
  await page.getByRole('log').getByText('We send a new one today.').waitFor();
  await head.getByText('Open', { exact: true }).waitFor();
  await page.getByText('Internal note', { exact: true }).click();
  await page.getByPlaceholder('Write a note that only colleagues see …').fill('Ask the carrier about it.');
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByRole('log').getByText('Ask the carrier about it.').waitFor();
  await site.shot(page, 'journey-case');

  // what the customer writes elsewhere shows by itself
  await site.sara.post(`/support/cases/${caseId}/messages`, { direction: 'INBOUND', body: 'Thank you, it is here.', channel: 'EMAIL' });
  await page.getByRole('log').getByText('Thank you, it is here.').waitFor({ timeout: 10_000 });

  // resolved with what the customer said of it, then closed
  await head.getByRole('button', { name: /Resolve$/ }).click();
  const finish = page.getByRole('dialog');
  await finish.getByLabel('How was it solved?').fill('A new one was sent');
  await finish.getByRole('radio', { name: 'Very satisfied' }).click();
  await finish.getByRole('button', { name: 'Resolve', exact: true }).click();
  await head.getByText('Resolved', { exact: true }).waitFor();
  await head.getByRole('button', { name: /Close$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  await head.getByText('Closed', { exact: true }).waitFor();
  check(seen.loads === 0, 'the page was loaded anew');
  const record = await site.sara.get(`/support/cases/${caseId}`);
  check(record.state === 'CLOSED' && record.satisfaction === 5 && record.priority === 'URGENT' && record.basePriority === 'NORMAL', `the case is ${JSON.stringify(record)}`);
}

async function aListFillsAndAResponseBecomesALead(site) {
  const shiraz = (city) => [{ name: 'address', address: { city } }];
  await givenPerson(site, 'Reza Shirazi', shiraz('Shiraz'));
  const other = await givenPerson(site, 'Neda Tabrizi', shiraz('Tabriz'));
  const browser = await site.browserOf('sara');
  const page = await browser.newPage();
  await page.goto('/lists/new');
  await page.getByLabel('Name').fill('People of Shiraz');

  // built, counted, read as text, changed as text, and back
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.getByRole('combobox', { name: 'What' }).click();
  await page.getByRole('combobox', { name: 'What' }).fill('City');
  await page.locator('.ant-select-item-option').filter({ hasText: /^City$/ }).click();
  await page.getByLabel('Value').last().fill('Nowhere');
  await page.getByText('Nobody fits so far').waitFor({ timeout: 10_000 });
  await page.keyboard.press('Escape');
  await page.getByText('As text', { exact: true }).click();
  const text = page.getByLabel('Filter text');
  check((await text.inputValue()) === 'city = Nowhere', `the text is ${await text.inputValue()}`);
  await text.fill('city =');
  await page.getByText('Column 7: a value is expected here').waitFor();
  await text.fill('city = Shiraz and kind = person');
  await page.getByText(/1 of \d+ customers tried/).waitFor({ timeout: 10_000 });
  await page.getByText('Build', { exact: true }).click();
  await until('the builder shows two conditions', async () => (await page.getByRole('combobox', { name: 'How', exact: true }).count()) === 2);
  await site.shot(page, 'journey-filter');
  await page.getByRole('button', { name: 'Create list' }).click();
  await page.waitForURL(/\/lists\/[0-9a-f-]{36}/);
  const listId = page.url().split('/').pop();
  await page.getByRole('link', { name: 'Reza Shirazi' }).waitFor({ timeout: 10_000 });

  // somebody moves: the list follows while it is open, and says why
  const seen = watched(page);
  await site.sara.post(`/sales/customers/${other.customerId}/facts`, { facts: shiraz('Shiraz') });
  await page.getByRole('link', { name: 'Neda Tabrizi' }).waitFor({ timeout: 10_000 });
  await page.getByRole('row').filter({ hasText: 'Neda Tabrizi' }).getByRole('button', { name: 'Why?' }).click();
  await page.getByRole('dialog').getByText('City is Shiraz').waitFor();
  await page.getByRole('dialog').getByText('The card says: Shiraz').waitFor();
  await site.shot(page, 'journey-list');
  check(seen.loads === 0, 'the page was loaded anew');

  // a campaign to the list; an answer to it becomes a lead
  const campaign = await site.sara.post('/marketing/campaigns', {
    name: 'Visit Shiraz', objective: 'More visits', measure: 'Visits', channel: 'EMAIL', listIds: [listId],
  });
  await site.sara.post(`/marketing/campaigns/${campaign.campaignId}/state`, { state: 'ACTIVE' });
  await page.goto(`/campaigns/${campaign.campaignId}`);
  const again = watched(page);
  await page.getByRole('button', { name: 'Record a response' }).click();
  const form = page.getByRole('dialog');
  await pick(page, form.getByRole('combobox').first(), 'Neda Tabrizi');
  await form.getByLabel('What the customer said').fill('Please call me');
  await form.getByRole('button', { name: 'Record a response' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Neda Tabrizi' });
  await row.getByText('Interested').waitFor();
  await row.getByRole('link', { name: /^L-\d+$/ }).waitFor({ timeout: 15_000 });
  check(again.loads === 0, 'the page was loaded anew');
  await site.shot(page, 'journey-campaign');
  await row.getByRole('link', { name: /^L-\d+$/ }).click();
  await page.waitForURL(/\/leads\//);
  await page.getByText('Please call me').first().waitFor();
}

/** Process of a department of this site's own installation. */
function processOf(site, department) {
  const data = site.environment.PAYVAND_DATA;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let words;
    try {
      words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    } catch {
      continue; // it ended meanwhile
    }
    if (words[0]?.endsWith(`/payvand-${department}`) && words.includes(data)) return Number(pid);
  }
  throw new Error(`payvand-${department} does not run`);
}

async function aStoppedDepartmentIsNamedAndRecovers(site) {
  const customer = await givenPerson(site, 'Omid Parsa');
  await site.sara.post('/support/cases', { customer: { customerId: customer.customerId }, subject: 'Where is my parcel?' });
  const browser = await site.browserOf('sara');
  const page = await browser.newPage();
  await page.goto(`/customers/${customer.customerId}`);
  await page.getByRole('heading', { name: 'Omid Parsa', level: 1 }).waitFor();
  await page.getByText('Where is my parcel?').first().waitFor();
  const silent = page.getByTestId('silent-departments');
  check((await silent.count()) === 0, 'a department is said to be silent although all answer');

  const pid = processOf(site, 'support');
  process.kill(pid, 'SIGSTOP');
  try {
    await silent.getByText(/Service/).waitFor({ timeout: 40_000 });
    await site.shot(page, 'journey-silent');
    // the page still shows what is known, and what the others do
    await page.reload();
    await page.getByRole('heading', { name: 'Omid Parsa', level: 1 }).waitFor();
    await page.getByText('Where is my parcel?').first().waitFor();
    await silent.getByText(/Service/).waitFor({ timeout: 40_000 });
    await site.sara.post(`/sales/customers/${customer.customerId}/facts`, { facts: [{ name: 'address', address: { city: 'Yazd' } }] });
    await page.getByText('Yazd').first().waitFor({ timeout: 15_000 });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await silent.waitFor({ state: 'detached', timeout: 40_000 });
  const opened = await site.sara.post('/support/cases', { customer: { customerId: customer.customerId }, subject: 'It came after all' });
  check(opened.number, 'customer service does not answer again');
  await page.getByText('It came after all').first().waitFor({ timeout: 15_000 });
}

async function pointsAreRedeemedAndTheLedgerShowsBothSides(site) {
  const customer = await givenPerson(site, 'Sara Golzar');
  await sell(site, customer.customerId, 100_000);
  await until('the customer is a member', async () => {
    const view = await site.sara.get(`/loyalty/members/${customer.customerId}`).catch(() => undefined);
    return Number(view?.joinedPoints ?? 0) + Number(view?.joinedPendingPoints ?? 0) > 0;
  });
  await site.sara.post(`/loyalty/members/${customer.customerId}/adjustments`, { points: '500', reason: 'Welcome', businessKey: 'welcome' });
  const browser = await site.browserOf('sara');
  const page = await browser.newPage();
  await page.goto(`/loyalty/${customer.customerId}`);
  await page.getByRole('heading', { name: 'Sara Golzar', level: 1 }).waitFor();
  await page.getByText('+500').first().waitFor();
  await page.getByRole('button', { name: 'Redeem points' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox').fill('Tea glasses');
  await form.getByLabel('Points').fill('300');
  await form.getByRole('button', { name: 'Redeem points' }).click();
  await page.getByText('300 points were redeemed').waitFor();
  const posting = page.getByRole('row').filter({ hasText: 'Tea glasses' });
  await posting.getByText('-300').waitFor();
  await posting.getByRole('button').first().click();
  await page.getByRole('dialog').getByText('Redeemed').first().waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await posting.getByRole('button', { name: 'Cancel redemption' }).click();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('The redemption was cancelled').waitFor();
  await page.getByText('Restored').first().waitFor();
  await site.shot(page, 'journey-member');
}

/** Each page in both languages, wide and on a phone: nothing serious by axe, nothing wider than the window. */
async function everyPageOfTheOthers(site) {
  const customer = await givenPerson(site, 'Page Viewer');
  await sell(site, customer.customerId, 50_000);
  const { caseId } = await site.sara.post('/support/cases', { customer: { customerId: customer.customerId }, subject: 'A case to look at', body: 'Hello', owner: 'sara' });
  await site.sara.post('/sales/activities', { kind: 'TASK', subject: 'Call back', owner: 'sara', customerId: customer.customerId, dueAtMs: String(Date.now() + 3_600_000) });
  const { listId } = await site.sara.post('/marketing/lists', { name: 'Everybody', filter: 'kind = person and not do_not_disturb' });
  const { campaignId } = await site.sara.post('/marketing/campaigns', { name: 'A campaign to look at', objective: 'Look', measure: 'Looks', listIds: [listId] });
  const pages = {
    day: '/day', cases: '/cases', case: `/cases/${caseId}`, lists: '/lists', list: `/lists/${listId}`, 'list-new': '/lists/new?filter=segment in (champions, loyal) and consent email marketing',
    campaigns: '/campaigns', campaign: `/campaigns/${campaignId}`, loyalty: '/loyalty', member: `/loyalty/${customer.customerId}`, programme: '/loyalty/programme', analytics: '/analytics',
  };
  const page = await (await site.browserOf('sara')).newPage();
  const faults = await lookOver(page, pages, site.shots);
  check(faults.length === 0, `\n${faults.join('\n')}`);
}

export const serviceStories = {
  a_case_is_raised_by_the_tier_answered_and_closed: aCaseIsRaisedByTheTierAnsweredAndClosed,
  a_list_fills_and_a_response_becomes_a_lead: aListFillsAndAResponseBecomesALead,
  a_stopped_department_is_named_and_recovers: aStoppedDepartmentIsNamedAndRecovers,
  points_are_redeemed_and_the_ledger_shows_both_sides: pointsAreRedeemedAndTheLedgerShowsBothSides,
  every_page_of_the_others: everyPageOfTheOthers,
};
