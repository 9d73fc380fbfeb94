// Words of these pages.
import { defineWords } from '@/i18n/words';
import en from './en';
import fa from './fa';

export const words = defineWords(en, fa);
