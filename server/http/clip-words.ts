/** What a clip's own page says, in the languages of the pages. */
export const CLIP_WORDS = {
  en: {
    untitled: (length: string) => `A clip of ${length}`,
    download: 'Download',
    cantPlay: 'Your browser can’t play this clip. Download it instead.',
    recorded: 'Recorded',
    length: 'Length',
    size: 'Size',
    none: 'There is no clip here',
    noneTitle: 'No clip here',
    why: 'It was deleted, or its link was revoked, has ended or is not whole. Ask whoever sent it for a new one.',
    privacy: 'Privacy',
    whatIsThis: 'Instant replay for Discord',
  },
  de: {
    untitled: (length: string) => `Ein Clip von ${length}`,
    download: 'Herunterladen',
    cantPlay: 'Dein Browser kann diesen Clip nicht abspielen. Lade ihn stattdessen herunter.',
    recorded: 'Aufgenommen',
    length: 'Länge',
    size: 'Größe',
    none: 'Hier ist kein Clip',
    noneTitle: 'Kein Clip',
    why: 'Er wurde gelöscht, oder sein Link wurde widerrufen, ist abgelaufen oder nicht vollständig. Frage, wer ihn geschickt hat, nach einem neuen.',
    privacy: 'Datenschutz',
    whatIsThis: 'Sofortige Wiederholung für Discord',
  },
};

export type ClipLanguage = keyof typeof CLIP_WORDS;
