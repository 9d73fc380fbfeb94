// Words of the interface. A page has en.ts and fa.ts beside it:
//   const words = defineWords(en, fa);   …   const t = useWords(words);   t('opened_deals', { count: 3 })
// t also knows the common words. Numbers in params, and the param `number` of a document, are written in the digits of the language.
import { useMemo } from 'react';
import { useSettings } from '@/app/settings';
import { persianDigits } from './format';
import type { Language } from '@/app/settings';
import commonEn from './en';
import commonFa from './fa';

/** A text with {params}, or one for each plural form, chosen by the param `count`. */
export type Text = string | { zero?: string; one?: string; other: string };
type Dictionary = Record<string, Text>;
type Params = Record<string, string | number | undefined>;

export interface Words<K extends string> {
  en: Record<K, Text>;
  fa: Record<K, Text>;
}

export type CommonKey = keyof typeof commonEn & string;
export type Translate<K extends string = never> = (key: K | CommonKey, params?: Params) => string;

/** Both languages must have the same keys. */
export function defineWords<D extends Dictionary>(en: D, fa: { [K in keyof D]: Text }): Words<keyof D & string> {
  return { en: en as Record<keyof D & string, Text>, fa: fa as Record<keyof D & string, Text> };
}

const none: Words<never> = { en: {} as Record<never, Text>, fa: {} as Record<never, Text> };

export function translator<K extends string>(words: Words<K>, language: Language): Translate<K> {
  const own = words[language] as Dictionary;
  const common = (language === 'fa' ? commonFa : commonEn) as Dictionary;
  const plural = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(language === 'fa' ? 'fa-IR' : 'en-GB');
  return (key, params = {}) => {
    const found = own[key] ?? common[key];
    if (found === undefined) return key;
    const text = typeof found === 'string' ? found : choose(found, Number(params.count ?? 0), plural);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      if (typeof value === 'number') return digits.format(value);
      return name === 'number' && language === 'fa' ? persianDigits(value) : value;
    });
  };
}

function choose(forms: Exclude<Text, string>, count: number, plural: Intl.PluralRules): string {
  if (count === 0 && forms.zero !== undefined) return forms.zero;
  return plural.select(count) === 'one' && forms.one !== undefined ? forms.one : forms.other;
}

/** The words of a page and the common ones, in the language of now. */
export function useWords<K extends string = never>(words: Words<K> = none as Words<K>): Translate<K> {
  const { language } = useSettings();
  return useMemo(() => translator(words, language), [words, language]);
}
