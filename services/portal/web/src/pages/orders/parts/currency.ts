// The currency this person used last, so that it need not be chosen again; the one of the page's language before that.
import { getSettings } from '@/app/settings';

export const CURRENCIES = ['IRR', 'EUR', 'USD', 'GBP', 'AED', 'TRY'];
const KEY = 'payvand.currency';

export function rememberedCurrency(): string {
  const usual = getSettings().language === 'fa' ? 'IRR' : 'EUR';
  try {
    return localStorage.getItem(KEY) ?? usual;
  } catch {
    return usual;
  }
}

export function rememberCurrency(code: string): void {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // without storage it is chosen again next time
  }
}
