// The words of a person's day in both languages.
import { defineWords } from '@/i18n/words';
import en from './en';
import fa from './fa';

export const words = defineWords(en, fa);
