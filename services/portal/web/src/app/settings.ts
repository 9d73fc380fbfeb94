// What a person chose for this browser: language, calendar, look. Kept in local storage and equal in all tabs.
import { useSyncExternalStore } from 'react';

export type Language = 'en' | 'fa';
export type Calendar = 'gregorian' | 'jalali';
export type Look = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';

export interface Settings {
  language: Language;
  calendar: Calendar;
  look: Look;
  density: Density;
  /** The side navigation shows icons only. */
  narrow: boolean;
  /** The person chose the language here; the account's does not replace it. */
  chosen: boolean;
}

const KEY = 'payvand.settings';
const listeners = new Set<() => void>();

function read(): Settings {
  const first: Language = typeof navigator !== 'undefined' && /^fa\b/.test(navigator.language) ? 'fa' : 'en';
  const start: Settings = {
    language: first, calendar: first === 'fa' ? 'jalali' : 'gregorian', look: 'system', density: 'comfortable', narrow: false, chosen: false,
  };
  try {
    return { ...start, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) };
  } catch {
    return start;
  }
}

let settings = read();

function tellDocument(): void {
  if (typeof document === 'undefined') return;
  document.documentElement.lang = settings.language;
  document.documentElement.dir = settings.language === 'fa' ? 'rtl' : 'ltr';
}

tellDocument();
if (typeof window !== 'undefined') {
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) {
      settings = read();
      tellDocument();
      listeners.forEach((listener) => listener());
    }
  });
}

export function getSettings(): Settings {
  return settings;
}

/** Changes some; a new language brings its calendar unless one is given too. */
export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  if (change.language && !change.calendar) settings.calendar = change.language === 'fa' ? 'jalali' : 'gregorian';
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // a browser without storage keeps them until the page is left
  }
  tellDocument();
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, getSettings, getSettings);
}
