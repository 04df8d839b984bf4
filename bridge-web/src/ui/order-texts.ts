import { inLanguage } from '../i18n.ts';

/** What is said about clips that were asked for. */
export const say = inLanguage({
  en: {
    untitled: 'Clip',
    library: 'library',
    dm: 'direct message',
    channel: 'channel',
    cancel: 'Cancel',
    cancelOf: (title: string) => `Cancel ${title}`,
    openMessage: 'Open the message',
    inLibrary: 'Show it in the library',
  },
  de: {
    untitled: 'Clip',
    library: 'Bibliothek',
    dm: 'Direktnachricht',
    channel: 'Kanal',
    cancel: 'Abbrechen',
    cancelOf: (title: string) => `${title} abbrechen`,
    openMessage: 'Nachricht öffnen',
    inLibrary: 'In der Bibliothek zeigen',
  },
});
