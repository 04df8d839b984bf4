import type { ClipOrder } from './clip-orders.ts';
import { inLanguage } from './i18n.ts';

const say = inLanguage({
  en: {
    waiting: 'Waiting for the last seconds',
    queued: 'Waiting for its turn',
    cutting: 'Cutting',
    rendering: 'Encoding',
    posting: 'Posting',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  de: {
    waiting: 'Wartet auf die letzten Sekunden',
    queued: 'Wartet, bis er an der Reihe ist',
    cutting: 'Wird geschnitten',
    rendering: 'Wird kodiert',
    posting: 'Wird gepostet',
    done: 'Fertig',
    failed: 'Fehlgeschlagen',
    cancelled: 'Abgebrochen',
  },
});

/** How far an order is, in a word or two. */
export const stateName = ({ state }: Pick<ClipOrder, 'state'>): string => say[state];

/** How it stands with an order. The server says it best, in the language of this page. */
export function orderWords({ state, words, error }: ClipOrder): string {
  if (state === 'failed') return error ?? say.failed;
  return words || say[state];
}
