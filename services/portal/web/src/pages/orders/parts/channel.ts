// Words of the channels and ways of payment that everybody has; others are shown as they are.
import type { Translate } from '@/i18n/words';
import type { words } from '../words';

type OrderWord = keyof (typeof words)['en'] & string;
const CHANNELS = new Set(['shop', 'web', 'phone', 'partner']);
const METHODS = new Set(['cash', 'card', 'transfer', 'online']);

export const channelWord = (channel: string | undefined, t: Translate<OrderWord>): string =>
  channel && CHANNELS.has(channel) ? t(`channel_${channel}` as 'channel_shop') : channel ?? '';
export const methodWord = (method: string | undefined, t: Translate<OrderWord>): string =>
  method && METHODS.has(method) ? t(`method_${method}` as 'method_cash') : method ?? '';
