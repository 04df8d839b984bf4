import type { ClipOrder } from './clip-orders.ts';
import { inLanguage, language } from './i18n.ts';

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
    inChannel: 'Posted',
    inDm: 'It is in your direct messages.',
    inDmInstead: 'It could not be posted where you asked for it. It is in your direct messages.',
    inAnswer: 'No direct message could be sent. It is in the answer to your command.',
    inLibrary: 'It is in your library.',
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
    inChannel: 'Gepostet',
    inDm: 'Liegt in deinen Direktnachrichten.',
    inDmInstead:
      'Dort, wo er hinsollte, ließ er sich nicht posten. Er liegt in deinen Direktnachrichten.',
    inAnswer:
      'Eine Direktnachricht ließ sich nicht schicken. Er liegt in der Antwort auf deinen Befehl.',
    inLibrary: 'Liegt in deiner Bibliothek.',
  },
});

/** How far an order is, in a word or two. */
export const stateName = ({ state }: Pick<ClipOrder, 'state'>): string => say[state];

/** How it stands with an order. The server says it best, but in English; only it knows why one failed. */
export function orderWords(order: ClipOrder): string {
  const { state, words, error } = order;
  if (state === 'failed') return error ?? say.failed;
  if (language === 'en' && words) return words;
  return state === 'done' ? landedWords(order) : say[state];
}

/** Where it is, which is not always where it was asked for. */
function landedWords({ landed, to }: ClipOrder): string {
  switch (landed) {
    case 'channel':
      return say.inChannel;
    case 'dm':
      return to === 'dm' ? say.inDm : say.inDmInstead;
    case 'answer':
      return say.inAnswer;
    case 'library':
      return say.inLibrary;
    // Of an order from before a server said so.
    case undefined:
      return say.done;
  }
}
