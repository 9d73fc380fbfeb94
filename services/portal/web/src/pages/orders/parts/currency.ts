// The currency this person used last, so that it need not be chosen again.
export const CURRENCIES = ['IRR', 'EUR', 'USD', 'GBP', 'AED', 'TRY'];
const KEY = 'payvand.currency';

export function rememberedCurrency(): string {
  try {
    return localStorage.getItem(KEY) ?? 'EUR';
  } catch {
    return 'EUR';
  }
}

export function rememberCurrency(code: string): void {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // without storage it is chosen again next time
  }
}
