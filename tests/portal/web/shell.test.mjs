// The frame of the application: signing in, the account, administration, search, languages, the live stream, imports.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { lookOver, settled } from './look.mjs';
import { ADMIN, Browser, Installation, axeClean, shot, shots, signIn, tell, until } from './support.mjs';

let site;
let browser;

before(async () => {
  [site, browser] = await Promise.all([Installation.up(), Browser.open()]);
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  await site?.stop();
});

const open = (options) => browser.page(site.url, options);
const close = (page) => page.context().close();

/** The page did nothing that its policy forbids, and nothing broke in it. */
function faultless(page) {
  assert.deepEqual(page.faults, []);
}

/** A code of RFC 6238 from its secret in base32. */
function totp(secret, atMs = Date.now()) {
  const bits = [...secret.replace(/=+$/, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('the one-time link makes the first administrator', async () => {
  const page = await open();
  const link = await until('the one-time link', () => site.file('run/portal.link'));
  await page.goto(link.split('\n')[0]);
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await axeClean(page, 'welcome');
  await shot(page, 'welcome-en-1440');
  await page.getByLabel('Name to sign in with').fill(ADMIN.user);
  await page.getByLabel('Your name, as others see it').fill(ADMIN.name);
  await page.getByLabel('New password').fill('short');
  await page.getByLabel('Password once more').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('The two passwords differ').waitFor();
  await page.getByLabel('New password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.waitForURL('**/day');
  await page.getByRole('link', { name: 'Administration' }).waitFor();
  faultless(page);
  await close(page);
});

test('signing in says what is wrong and goes to where one wanted', async () => {
  const page = await open();
  await page.goto('/admin/health');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Name to sign in with').fill(ADMIN.user);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Name or password is wrong').waitFor();
  await axeClean(page, 'sign-in');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/admin/health');
  await settled(page);
  await page.getByRole('heading', { name: 'Loyalty' }).waitFor();
  faultless(page);
  await close(page);
});

const NIMA = { user: 'nima', name: 'Nima', password: 'nine-blue-lanterns' };

test('a second factor is set up, asked for, and taken away', async () => {
  const page = await open();
  await site.person(ADMIN, NIMA);
  await signIn(page, site.url, NIMA);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password so far').fill(NIMA.password);
  await dialog.getByRole('button', { name: 'Next' }).click();
  const secret = await dialog.getByRole('textbox', { name: 'Secret' }).inputValue();
  await dialog.getByRole('img', { name: 'Secret' }).waitFor();
  await shot(page, 'second-factor-en-1440');
  await dialog.getByLabel('Code of the app').fill(totp(secret));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await dialog.getByText('Recovery codes').first().waitFor();
  const recovery = await dialog.locator('.pv-codes code').first().innerText();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.locator('.pv-user-foot').getByText('Sign out').click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Name to sign in with').fill(NIMA.user);
  await page.getByLabel('Password', { exact: true }).fill(NIMA.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The code is wrong').waitFor();
  await axeClean(page, 'second step');
  await page.getByLabel('Code', { exact: true }).fill(recovery);
  await until('the wait is over', () => page.getByRole('button', { name: 'Sign in' }).isEnabled());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/(day|account)/);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('dialog').getByLabel('Password so far').fill(NIMA.password);
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('button', { name: 'Set up' }).waitFor();
  faultless(page);
  await close(page);
});

test('an invited person chooses a password and sees what the roles allow', async () => {
  const page = await open();
  await signIn(page, site.url);
  await page.goto('/admin/users');
  await page.getByRole('button', { name: 'Invite' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('Name to sign in with').fill('reza');
  await drawer.getByLabel('Name', { exact: true }).fill('Reza Karimi');
  await drawer.getByRole('group', { name: 'Roles' }).locator('.pv-grant').first().getByText('Own records').click();
  await shot(page, 'invite-en-1440');
  await drawer.getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByRole('textbox', { name: 'One-time link' }).inputValue();
  await page.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('Reza Karimi').first().waitFor();

  const own = await open({ language: 'fa', width: 390 });
  await own.goto(link);
  await own.getByLabel('گذرواژهٔ تازه').fill('another-long-word');
  await own.getByLabel('تکرار گذرواژه').fill('another-long-word');
  await own.getByRole('button', { name: 'آغاز' }).click();
  await own.waitForURL('**/day');
  await own.getByRole('button', { name: 'بیشتر' }).click();
  await own.getByRole('menuitem', { name: 'سرنخ‌ها' }).waitFor();
  assert.equal(await own.getByRole('menuitem', { name: 'مدیریت سامانه' }).count(), 0);
  await own.goto('/admin/users');
  await own.getByText('اجازهٔ این کار را ندارید').waitFor();
  const refused = await own.context().request.get(`${site.url}/api/v1/portal/users`);
  assert.equal(refused.status(), 403);
  faultless(own);
  await close(own);
  await close(page);
});

test('a token works until it is taken back', async () => {
  const page = await open();
  await signIn(page, site.url);
  await page.goto('/account');
  await page.getByRole('button', { name: 'New token' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('What it is for').fill('nightly report');
  await drawer.locator('.ant-form-item', { hasText: 'Portal' }).getByText('read', { exact: true }).click();
  await drawer.getByRole('button', { name: 'Create' }).click();
  const token = await page.getByRole('textbox', { name: 'The token' }).inputValue();
  assert.match(token, /^pv_/);
  await page.getByRole('button', { name: 'Close' }).last().click();
  const asked = () => fetch(`${site.url}/api/v1/portal/departments`, { headers: { authorization: `Bearer ${token}` } }).then((answer) => answer.status);
  assert.equal(await asked(), 200);
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: 'Confirm' }).click();
  await until('the token is refused', async () => (await asked()) === 401);
  faultless(page);
  await close(page);
});

test('the language is switched at once, with its direction, digits and calendar', async () => {
  const page = await open();
  await signIn(page, site.url);
  await page.goto('/account');
  await settled(page);
  await page.getByRole('button', { name: 'فارسی' }).click();
  await page.getByRole('heading', { name: 'حساب من' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  await page.getByRole('button', { name: /فهرست حساب/ }).click();
  await page.getByText('میلادی').click();
  await page.keyboard.press('Escape');
  await page.goto('/admin/audit');
  await settled(page);
  await until('the audit has entries', () => page.locator('.pv-table tbody time').count());
  assert.match(await page.locator('.pv-table tbody time').first().innerText(), /۲۰[۲-۹]/);
  await page.getByRole('button', { name: /فهرست حساب/ }).click();
  await page.getByText('هجری شمسی').click();
  assert.match(await page.locator('.pv-table tbody time').first().innerText(), /۱۴[۰-۹]/);
  faultless(page);
  await close(page);
});

test('dates are picked in the Jalali calendar', async () => {
  const page = await open({ language: 'fa' });
  await signIn(page, site.url);
  await page.goto('/account');
  await page.getByRole('button', { name: 'توکن تازه' }).click();
  const field = page.getByRole('dialog').getByLabel('اعتبار تا');
  assert.match(await field.inputValue(), /^۱۴\d*[۰-۹]/);
  await field.click();
  await page.locator('.ant-picker-header').first().waitFor();
  assert.match(await page.locator('.ant-picker-header-view').first().innerText(), /(فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند)/);
  await shot(page, 'picker-fa-1440');
  await page.goto('/day');
  await page.getByRole('button', { name: 'کار تازه' }).click();
  await page.getByRole('dialog').locator('.ant-picker').click();
  await page.locator('.ant-picker-time-panel-cell').first().waitFor();
  assert.doesNotMatch(await page.locator('.ant-picker-dropdown').last().innerText(), /[0-9]/);
  faultless(page);
  await close(page);
});

test('search is a key away and finds as one types', async () => {
  const page = await open();
  await signIn(page, site.url);
  await page.goto('/account');
  await settled(page);
  await tell(page, site.url, 'POST', '/sales/customers', { name: 'Golestan Paper Mill', kind: 'COMPANY', identifiers: [{ kind: 'EMAIL_ADDRESS', value: 'office@golestan.example' }] });
  await page.locator('main h1').click();
  await page.keyboard.press('/');
  const box = page.getByRole('combobox', { name: /Search/ });
  assert.ok(await box.evaluate((element) => element === document.activeElement));
  await until('the customer is found', async () => {
    await box.fill('');
    await box.fill('golest');
    return page.getByRole('option', { name: /Golestan Paper Mill/ }).first().waitFor({ timeout: 1500 }).then(() => true, () => false);
  });
  await axeClean(page, 'search');
  await shot(page, 'search-en-1440');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
  faultless(page);
  await close(page);
});

test('a hit that is known by its telephone alone shows it whole in Persian', async () => {
  const page = await open({ language: 'fa' });
  await signIn(page, site.url);
  await tell(page, site.url, 'POST', '/sales/customers', { name: 'کارگاه فرش نائین', kind: 'COMPANY', identifiers: [{ kind: 'PHONE_NUMBER', value: '+989121234567' }] });
  await page.goto('/account');
  await settled(page);
  const box = page.getByRole('combobox', { name: /جستجو/ });
  await until('the customer is found', async () => {
    await box.fill('');
    await box.fill('نائین');
    return page.getByRole('option', { name: /نائین/ }).first().waitFor({ timeout: 1500 }).then(() => true, () => false);
  });
  const telephone = page.getByRole('option', { name: /نائین/ }).getByText('+۹۸۹۱۲۱۲۳۴۵۶۷', { exact: true });
  assert.equal(await telephone.evaluate((element) => getComputedStyle(element).direction), 'ltr');
  faultless(page);
  await close(page);
});

test('two tabs share one stream, and a change shows in both without reload', async () => {
  const page = await open();
  await signIn(page, site.url);
  const streams = [];
  page.context().on('request', (request) => request.url().endsWith('/api/v1/events') && streams.push(request.url()));
  const introduce = (name) => tell(page, site.url, 'POST', '/sales/customers', { name, kind: 'COMPANY', identifiers: [{ kind: 'EXTERNAL_ID', namespace: 'test', value: name }] });
  await page.goto('/customers');
  await settled(page);
  await until('the stream is open', () => streams.length > 0);
  const other = await browser.page(site.url, { context: page.context() });
  await other.goto('/customers');
  await settled(other);
  await introduce('Alborz Wool');
  await Promise.all([page.getByText('Alborz Wool').first().waitFor(), other.getByText('Alborz Wool').first().waitFor()]);
  assert.equal(streams.length, 1);
  const context = page.context();
  faultless(page);
  await page.close(); // the other tab takes the stream over
  await until('another tab reads the stream', () => streams.length === 2);
  await tell(other, site.url, 'POST', '/sales/customers', { name: 'Sahand Silk', identifiers: [{ kind: 'EXTERNAL_ID', namespace: 'test', value: 'Sahand Silk' }] });
  await other.getByText('Sahand Silk').first().waitFor();
  faultless(other);
  await context.close();
});

test('a silent department is named, and its return too', async () => {
  const page = await open();
  await signIn(page, site.url);
  await page.goto('/admin/health');
  await settled(page);
  site.freeze('loyalty');
  try {
    await page.getByText(/Loyalty has not answered since/).first().waitFor({ timeout: 30_000 });
    await page.locator('section', { hasText: 'Loyalty' }).getByText('Silent').first().waitFor();
    await shot(page, 'silent-en-1440');
    await axeClean(page, 'silent department');
  } finally {
    site.thaw('loyalty');
  }
  await page.getByText(/Loyalty has not answered since/).first().waitFor({ state: 'detached', timeout: 30_000 });
  await close(page);
});

test('a file of customers is mapped, looked at and imported once', async () => {
  const page = await open({ language: 'fa' });
  await signIn(page, site.url);
  const rows = Array.from({ length: 30 }, (_, index) => `C${index},خریدار شمارهٔ ${index},buyer${index}@example.com,تهران,۱۳۶۵/۰۲/${String((index % 28) + 1).padStart(2, '0')}`);
  const file = { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(['شناسه,نام,ایمیل,شهر,تاریخ تولد', ...rows, 'X1,نام,,,۱۳۶۵/۱۳/۰۱'].join('\r\n')) };
  for (const [first, expected] of [[true, 'recorded'], [false, 'unchanged']]) {
    await page.goto('/customers');
    await page.getByRole('button', { name: /درون‌ریزی/ }).first().click();
    const dialog = page.getByRole('dialog');
    assert.doesNotMatch(await dialog.locator('.pv-import-steps').innerText(), /[0-9]/);
    await dialog.locator('input[type=file]').setInputFiles(file);
    await dialog.getByRole('button', { name: 'بعدی' }).click();
    await dialog.getByText('۳۰ ردیف آماده است').waitFor();
    await dialog.getByText('تاریخ تولد تاریخ نیست').waitFor();
    if (first) await axeClean(page, 'import');
    if (first) await shot(page, 'import-fa-1440');
    await dialog.getByRole('button', { name: 'آغاز درون‌ریزی' }).click();
    await dialog.getByText('درون‌ریزی انجام شد').waitFor({ timeout: 120_000 });
    const tile = dialog.locator('.pv-tile', { hasText: expected === 'recorded' ? 'ثبت‌شده' : 'از پیش شناخته' });
    assert.match(await tile.innerText(), /۳۰/);
  }
  faultless(page);
  await close(page);
});

test('the pages of the frame are sound in both languages, wide and narrow, light and dark; nothing comes from outside', async () => {
  const page = await open();
  await signIn(page, site.url);
  const outside = [];
  page.on('request', (request) => !request.url().startsWith(site.url) && !/^(data|blob):/.test(request.url()) && outside.push(request.url()));
  const pages = {
    account: '/account', 'admin-users': '/admin/users', 'admin-teams': '/admin/teams', 'admin-health': '/admin/health',
    'admin-parked': '/admin/parked', 'admin-audit': '/admin/audit', nowhere: '/nowhere',
  };
  assert.deepEqual(await lookOver(page, pages, shots, { dark: true }), []);
  assert.deepEqual(outside, []);
  faultless(page);
  await close(page);
});
