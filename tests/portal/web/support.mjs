// A whole installation of Payvand and a browser in front of it, for tests: real processes in a folder of their own.
// PAYVAND_BIN names the folder of the programs; PAYVAND_SHOTS where screenshots are kept.
import { execFile, spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { axeFaults } from './look.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../../..');
export const bin = process.env.PAYVAND_BIN ?? join(root, 'build/release/bin');
export const shots = process.env.PAYVAND_SHOTS ?? join(root, 'build/shots');
const require = createRequire(join(root, 'services/portal/web/package.json'));
const { chromium } = require('playwright-core');

/** Waits until look() gives something true, and gives that. */
export async function until(what, look, seconds = 30) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const run = promisify(execFile);
export const ADMIN = { user: 'sara', name: 'سارا محمدی', password: 'seven-green-apples' };

/** Brings all departments up; stop() takes them down and removes the folder. */
export class Installation {
  static async up() {
    const made = new Installation();
    made.folder = mkdtempSync(join(tmpdir(), 'payvand-web-'));
    made.env = { ...process.env, PAYVAND_DATA: join(made.folder, 'data'), PAYVAND_LISTEN: '127.0.0.1:0' };
    const output = openSync(join(made.folder, 'up.txt'), 'w');
    made.process = spawn(join(bin, 'payvand'), ['up'], { env: made.env, cwd: made.folder, stdio: ['ignore', output, output] });
    made.ended = new Promise((done) => made.process.once('exit', done));
    try {
      made.url = `http://${await until('the portal listens', () => made.file('run/portal.http'), 120)}`;
      await until('the portal answers', () => fetch(`${made.url}/healthz`).then((answer) => answer.ok, () => false), 120);
    } catch (error) {
      await made.stop(true);
      throw error;
    }
    return made;
  }

  file(name) {
    const path = join(this.env.PAYVAND_DATA, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  }

  /** Runs the command line: payvand('call', 'sales.OpenDeal', '{…}'). */
  async payvand(...words) {
    const { stdout } = await run(join(bin, 'payvand'), words, { env: this.env, cwd: this.folder, maxBuffer: 64 << 20 });
    return stdout;
  }

  /** The sample company, as scripts/demo loads it. */
  async sample(customers = 300) {
    const files = join(this.folder, 'files');
    await this.payvand('sample', '--customers', String(customers), '--seed', '1', '--out', files);
    await this.payvand('run', join(files, 'settings.txt'));
    for (const kind of ['customers', 'contacts', 'purchases', 'leads', 'cases']) await this.payvand('import', kind, join(files, `${kind}.csv`));
    await this.payvand('run', '--historical', join(files, 'campaigns.txt'));
    return files;
  }

  /** A department is gone: frozen, so that nothing brings it up again. */
  freeze(department) {
    process.kill(Number(this.file(`run/${department}.pid`)), 'SIGSTOP');
  }

  thaw(department) {
    process.kill(Number(this.file(`run/${department}.pid`)), 'SIGCONT');
  }

  /** The first administrator, signed in once; the session is given back. */
  async begin() {
    const link = await until('the one-time link', () => this.file('run/portal.link'));
    const answer = await fetch(`${this.url}/api/v1/session/first`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url },
      body: JSON.stringify({ secret: link.slice(link.indexOf('#') + 1).split('\n')[0], ...ADMIN, language: 'en' }),
    });
    assert.equal(answer.status, 200, await answer.text());
  }

  /** Another person, invited by one who may and with a password chosen. */
  async person(inviter, { user, name, password, grants = [{ role: 'seller', scope: 'ALL' }] }) {
    const headers = { 'content-type': 'application/json', origin: this.url };
    const post = async (path, body, more = {}) => {
      const answer = await fetch(`${this.url}/api/v1${path}`, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) });
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      return { cookie: answer.headers.get('set-cookie')?.split(';')[0], body: await answer.json() };
    };
    const session = await post('/session', { user: inviter.user, password: inviter.password });
    const made = await post('/portal/users', { userId: user, name, language: 'en', grants }, { cookie: session.cookie, 'x-csrf-token': session.body.csrf });
    await post('/session/first', { secret: made.body.oneTimeSecret, user, password, language: 'en' });
  }

  async stop(failed = false) {
    if (this.stopped) return;
    this.stopped = true;
    for (const department of ['sales', 'marketing', 'support', 'loyalty', 'analytics']) {
      try {
        this.thaw(department);
      } catch {
        // it is not there
      }
    }
    this.process.kill('SIGTERM');
    await Promise.race([this.ended, new Promise((done) => setTimeout(done, 20_000))]);
    this.process.kill('SIGKILL');
    if (failed) console.error(readFileSync(join(this.folder, 'up.txt'), 'utf8').slice(-3000));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Chromium; its pages speak `language` at `width`. */
export class Browser {
  static async open() {
    const made = new Browser();
    made.chromium = await chromium.launch({
      executablePath: process.env.PAYVAND_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return made;
  }

  /** A page of its own person (own cookies); what goes wrong in it is kept in page.faults. */
  async page(url, { language = 'en', width = 1440, look = 'light', context, ...more } = {}) {
    const own = context ?? await this.chromium.newContext({
      baseURL: url,
      viewport: { width, height: width < 600 ? 844 : 900 },
      locale: language === 'fa' ? 'fa-IR' : 'en-GB',
      reducedMotion: 'reduce',
      ...more,
    });
    if (!context) {
      const settings = { language, calendar: language === 'fa' ? 'jalali' : 'gregorian', look, chosen: true };
      await own.addInitScript((text) => localStorage.getItem('payvand.settings') ?? localStorage.setItem('payvand.settings', text), JSON.stringify(settings));
    }
    const page = await own.newPage();
    page.setDefaultTimeout(45_000);
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error' && !/Failed to load resource/.test(line.text())) page.faults.push(line.text());
    });
    return page;
  }

  async close() {
    await this.chromium.close();
  }
}

/** Signs a page's browser in without the form. */
export async function signIn(page, url, { user, password } = ADMIN) {
  const answer = await page.context().request.post(`${url}/api/v1/session`, { data: { user, password }, headers: { origin: url } });
  assert.equal(answer.status(), 200, await answer.text());
  return answer.json();
}

/** Tells a command as the person signed in, past the page: tell(page, url, 'POST', '/sales/leads', {…}). */
export async function tell(page, url, method, path, body, headers = {}) {
  const request = page.context().request;
  const { csrf } = await (await request.get(`${url}/api/v1/session`)).json();
  const answer = await request.fetch(`${url}/api/v1${path}`, { method, data: body, headers: { origin: url, 'x-csrf-token': csrf, ...headers } });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** Nothing serious for people who see, hear or move otherwise. */
export async function axeClean(page, what) {
  assert.deepEqual(await axeFaults(page), [], what);
}

export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: false });
}
