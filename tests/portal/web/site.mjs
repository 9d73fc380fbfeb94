// An installation of its own for stories: all departments, the portal with the built application, three people, and a
// browser. Programs are in the folder that the first argument names; the application lies beside it in ../web.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
const require = createRequire(join(source, 'services/portal/web/package.json'));
const { chromium } = require('playwright-core');

export const PASSWORD = 'correct horse battery staple';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Waits until what is asked for is true (not falsy); a story never sleeps. */
export async function until(what, ask, deadlineMs = 20_000) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

export function check(holds, what) {
  if (!holds) throw new Error(what);
}

/** Chooses in an open select that searches, and sees to it that it was chosen. */
export async function pick(page, box, name) {
  await box.click();
  await box.fill(name);
  await page.locator('.ant-select-item-option').filter({ hasText: name }).first().click();
  await page.locator('.ant-select-content-has-value').filter({ hasText: name }).first().waitFor();
}

/** Somebody who asks over HTTP, as a browser does. */
class Caller {
  constructor(base) {
    this.base = base;
    this.headers = { 'content-type': 'application/json' };
  }

  async ask(method, path, body, headers = {}) {
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: { ...this.headers, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const cookie = response.headers.get('set-cookie');
    if (cookie) this.headers.cookie = cookie.split(';')[0];
    return text ? JSON.parse(text) : {};
  }

  async signIn(user) {
    const session = await this.ask('POST', '/session', { user, password: PASSWORD });
    this.headers['x-csrf-token'] = session.csrf;
    this.headers.origin = this.base;
    return this;
  }

  get = (path) => this.ask('GET', path);
  post = (path, body) => this.ask('POST', path, body);
  put = (path, body) => this.ask('PUT', path, body);
}

export class Site {
  /** Everything comes up and three people can sign in: sara (may all), omid and leila (sellers). */
  static async open(programs) {
    const site = new Site();
    site.programs = resolve(programs);
    site.folder = mkdtempSync(join(tmpdir(), 'payvand-stories-'));
    site.environment = { ...process.env, PAYVAND_DATA: join(site.folder, 'data'), PAYVAND_LISTEN: '127.0.0.1:0' };
    site.shots = process.env.PAYVAND_SHOTS;
    if (site.shots) mkdirSync(site.shots, { recursive: true });
    site.payvand('up', '--detach');
    const run = join(site.folder, 'data/run');
    await until('the portal listens', () => existsSync(join(run, 'portal.http')) && existsSync(join(run, 'portal.link')), 60_000);
    site.base = `http://${readFileSync(join(run, 'portal.http'), 'utf8').trim()}`;
    const secret = readFileSync(join(run, 'portal.link'), 'utf8').trim().split('#')[1];
    await new Caller(site.base).post('/session/first', { secret, user: 'sara', name: 'Sara Ahmadi', password: PASSWORD, language: 'en' });
    site.sara = await new Caller(site.base).signIn('sara');
    for (const [user, name] of [['omid', 'Omid Karimi'], ['leila', 'لیلا رضایی']]) {
      const { oneTimeSecret } = await site.sara.post('/portal/users', { userId: user, name, language: 'en', grants: [{ role: 'seller', scope: 'ALL' }] });
      await new Caller(site.base).post('/session/first', { secret: oneTimeSecret, user, name, password: PASSWORD, language: 'en' });
    }
    site.omid = await new Caller(site.base).signIn('omid');
    site.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    return site;
  }

  payvand(...words) {
    return execFileSync(join(this.programs, 'payvand'), words, { env: this.environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  caller(token) {
    const caller = new Caller(this.base);
    if (token) caller.headers.authorization = `Bearer ${token}`;
    return caller;
  }

  /** A browser of its own in which a person is signed in. Anything that goes wrong on its pages fails the story. */
  async browserOf(user, { language = 'en', width = 1440, height = 960 } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', locale: language === 'fa' ? 'fa-IR' : 'en-GB', baseURL: this.base });
    await until(`${user} signs in`, async () => {
      const answer = await context.request.post('/api/v1/session', { data: { user, password: PASSWORD } });
      check(answer.ok() || answer.status() === 503, `${user} cannot sign in: ${answer.status()} ${await answer.text()}`);
      return answer.ok(); // 503: too much is going on, to be asked again
    });
    const settings = { language, calendar: language === 'fa' ? 'jalali' : 'gregorian', look: 'light', chosen: true };
    await context.addInitScript((text) => {
      if (location.protocol === 'http:') localStorage.setItem('payvand.settings', text); // not on about:blank
    }, JSON.stringify(settings));
    context.troubles = [];
    context.on('weberror', (error) => context.troubles.push(String(error.error())));
    context.on('console', (message) => {
      if (message.type() === 'error' && !/status of (404|409|412|503)/.test(message.text())) context.troubles.push(message.text());
    });
    return context;
  }

  async shot(page, name) {
    if (this.shots) await page.screenshot({ path: join(this.shots, `${name}.png`) });
  }

  async close() {
    await this.browser?.close();
    try {
      this.payvand('down');
    } catch {
      // it may never have come up
    }
    if (!process.env.PAYVAND_KEEP) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs the stories that the words name, or all; ends with 1 if one failed. */
export async function tellStories(stories) {
  const [programs, ...names] = process.argv.slice(2);
  if (!programs) {
    console.error('usage: node <stories>.mjs <folder of programs> [story …]');
    process.exit(64);
  }
  if (!existsSync('/usr/bin/chromium')) process.exit(77);
  let failed = 0;
  const site = await Site.open(programs);
  try {
    for (const [name, story] of Object.entries(stories)) {
      if (names.length > 0 && !names.includes(name)) continue;
      const started = Date.now();
      try {
        await story(site);
        console.log(`passed ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
      } catch (error) {
        failed++;
        console.error(`FAILED ${name}: ${error.stack ?? error}`);
        const pages = site.browser.contexts().flatMap((context) => context.pages());
        for (const [index, page] of pages.entries()) {
          await page.screenshot({ path: join(tmpdir(), `payvand-failed-${name}-${index}.png`) }).catch(() => undefined);
          console.error(`  page ${index}: ${page.url()} (payvand-failed-${name}-${index}.png)`);
        }
      }
      for (const context of site.browser.contexts()) {
        if (context.troubles?.length) {
          failed++;
          console.error(`FAILED ${name}: errors in the browser: ${context.troubles.join(' | ')}`);
        }
        await context.close();
      }
    }
  } finally {
    await site.close();
  }
  process.exit(failed ? 1 : 0);
}
