// Looks each page over in every dress: both languages, wide and on a phone. A page is loaded once and changes its dress in place, as
// people do. Axe looks where pages differ for it: wide in English, on a phone in Persian, and at the colours in the dark.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(fileURLToPath(new URL('../../../services/portal/web/package.json', import.meta.url)));
const { AxeBuilder } = require('@axe-core/playwright');

const DRESSES = [
  { language: 'en', width: 1440, look: 'light', axe: true },
  { language: 'fa', width: 1440, look: 'light' },
  { language: 'fa', width: 390, look: 'light', axe: true },
  { language: 'en', width: 390, look: 'light' },
];
const DARK = { language: 'en', width: 1440, look: 'dark', axe: ['color-contrast'] };
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is wrong for people who see, hear or move otherwise, as texts. */
export async function axeFaults(page, rules) {
  const builder = new AxeBuilder({ page }).setLegacyMode(); // there are no frames to look into
  const { violations } = await (rules ? builder.withRules(rules) : builder.withTags(TAGS)).analyze();
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`);
}

/** The page has what it asked for: a heading, no shapes of what is to come, its letters. */
export async function settled(page) {
  await page.waitForSelector('h1');
  await page.waitForFunction(() => !document.querySelector('.pv-loading, .ant-skeleton-active'), undefined, { timeout: 20_000 });
  await page.evaluate(() => document.fonts.ready);
}

/** Panels and cards whose content is wider than they are, each by its first words. */
function runsOver() {
  return [...document.querySelectorAll('.pv-panel, .pv-list, .pv-tile, .pv-card, main section')]
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => element.innerText.trim().split('\n')[0]);
}

async function dress(page, { language, width, look }) {
  await page.setViewportSize({ width, height: width < 600 ? 844 : 960 });
  await page.evaluate((settings) => {
    const before = JSON.parse(localStorage.getItem('payvand.settings') ?? '{}');
    localStorage.setItem('payvand.settings', JSON.stringify({ ...before, ...settings, chosen: true }));
    window.dispatchEvent(new StorageEvent('storage', { key: 'payvand.settings' })); // as when another tab chose it
  }, { language, look, calendar: language === 'fa' ? 'jalali' : 'gregorian' });
  await page.waitForFunction(({ lang, tone }) => document.documentElement.lang === lang && document.documentElement.dataset.look === tone, { lang: language, tone: look });
  await settled(page);
}

/** Loads each of `pages` ({name: path}) once, `dark`: looks at their dark colours too; the answer is what is wrong with them, as
    texts. Pictures go to the folder `shots`. */
export async function lookOver(page, pages, shots, { dark = false } = {}) {
  const faults = [];
  if (shots) mkdirSync(shots, { recursive: true });
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await settled(page);
    for (const one of dark ? [...DRESSES, DARK] : DRESSES) {
      await dress(page, one);
      const where = `${name} ${one.language} ${one.width} ${one.look}`;
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 1) faults.push(`${where}: ${over} px wider than the screen`);
      for (const one of await page.evaluate(runsOver)) faults.push(`${where}: ${one} runs over the edge of what it stands in`);
      if (shots) await page.screenshot({ path: join(shots, `${where.replaceAll(' ', '-')}.png`) });
      if (one.axe) for (const fault of await axeFaults(page, one.axe === true ? undefined : one.axe)) faults.push(`${where}: ${fault}`);
    }
    await dress(page, DRESSES[0]);
  }
  return faults;
}
