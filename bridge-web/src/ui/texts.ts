import { inLanguage } from '../i18n.ts';

/** What several pages say. */
export const say = inLanguage({
  en: {
    share: 'Share',
    library: 'Library',
    trim: 'Trim',
    privacy: 'Privacy',
    pages: 'Pages',
    signOut: 'Sign out',
    signOutEverywhere: 'Sign out everywhere',
    stillSignedIn: (why: string) => `You are still signed in. ${why}`,
    account: (name: string) => `Account of ${name}`,
    language: 'Deutsch',
    opening: 'Opening…',
    notOpen: 'This page can’t be opened',
    tryAgain: 'Try again',
    signIn: 'Sign in with Discord',
    needSignIn: (command: string) =>
      `Sign in with Discord, or open it with a personal link: type ${command} in Discord for one.`,
    libraryCommand: '/replay library',
    needLink: (command: string) =>
      `This page opens with a personal link. Type ${command} in Discord for one.`,
    linkOver: (command: string) =>
      `This link was used already or is older than ten minutes. Type ${command} in Discord for a new one.`,
    otherTitle: (name: string) => `This link is for ${name}`,
    otherWords: (now: string, other: string) =>
      `You are signed in as ${now} in this browser. If you are ${other}, too, go on with the link, and ${now} is signed out here. If somebody else sent you this link, don’t use it: what you share and clip would be theirs.`,
    goOnAs: (name: string) => `Go on as ${name}`,
    stayAs: (name: string) => `Stay signed in as ${name}`,
    backSoon: 'Hindsight doesn’t answer. This page comes back by itself.',
    close: 'Close',
    undo: 'Undo',
    earlier: (count: number) => (count === 1 ? '1 earlier message' : `${count} earlier messages`),
    somebody: 'Somebody',
    clippedByOther: (who: string, length: string) => `${who} has clipped ${length} of your share.`,
    deleteIt: 'Delete it',
    clipDeleted: 'The clip is deleted, and so is its message.',
    messageStays:
      'The clip is deleted here, but its message on Discord could not be. Somebody who manages that server can delete it.',
    channel: 'Channel',
    destination: 'Where it goes',
    toDm: 'To me as a direct message',
    toLibrary: 'Only into my library',
    upTo: (size: string) => `up to ${size}`,
    noPlaces: 'There is no channel where you and the bot may both post.',
    play: 'Play',
    speed: 'Speed',
    captions: 'Captions',
    aboutHere: (label: string) => `${label} (about here)`,
    missedEnd: (when: string, elsewhere: boolean) =>
      `While you were away (${when}), the recording of your share${elsewhere ? ' in another channel' : ''} ended.`,
    missedFailure: (when: string, elsewhere: boolean, why: string) =>
      `While you were away (${when}), the recording of your share${elsewhere ? ' in another channel' : ''} failed: ${why}`,
  },
  de: {
    share: 'Teilen',
    library: 'Bibliothek',
    trim: 'Zuschneiden',
    privacy: 'Datenschutz',
    pages: 'Seiten',
    signOut: 'Abmelden',
    signOutEverywhere: 'Überall abmelden',
    stillSignedIn: (why: string) => `Du bist noch angemeldet. ${why}`,
    account: (name: string) => `Konto von ${name}`,
    language: 'English',
    opening: 'Wird geöffnet …',
    notOpen: 'Diese Seite kann nicht geöffnet werden',
    tryAgain: 'Noch einmal versuchen',
    signIn: 'Mit Discord anmelden',
    needSignIn: (command) =>
      `Melde dich mit Discord an, oder öffne sie mit einem persönlichen Link: Tippe dafür ${command} in Discord.`,
    libraryCommand: '/replay bibliothek',
    needLink: (command) =>
      `Diese Seite öffnet sich mit einem persönlichen Link. Tippe dafür ${command} in Discord.`,
    linkOver: (command) =>
      `Dieser Link wurde schon benutzt oder ist älter als zehn Minuten. Tippe ${command} in Discord für einen neuen.`,
    otherTitle: (name) => `Dieser Link ist für ${name}`,
    otherWords: (now, other) =>
      `In diesem Browser bist du als ${now} angemeldet. Bist du auch ${other}, dann mach mit dem Link weiter, und ${now} wird hier abgemeldet. Hat dir jemand anderes diesen Link geschickt, dann benutze ihn nicht: Was du teilst und clippst, würde jener Person gehören.`,
    goOnAs: (name) => `Als ${name} weitermachen`,
    stayAs: (name) => `Als ${name} angemeldet bleiben`,
    backSoon: 'Hindsight antwortet nicht. Diese Seite kommt von selbst zurück.',
    close: 'Schließen',
    undo: 'Rückgängig',
    earlier: (count: number) => (count === 1 ? '1 frühere Meldung' : `${count} frühere Meldungen`),
    somebody: 'Jemand',
    clippedByOther: (who, length) => `${who} hat einen Clip von dir gemacht: ${length}.`,
    deleteIt: 'Löschen',
    clipDeleted: 'Der Clip ist gelöscht, seine Nachricht auch.',
    messageStays:
      'Der Clip ist hier gelöscht, seine Nachricht in Discord aber nicht. Wer jenen Server verwaltet, kann sie löschen.',
    channel: 'Kanal',
    destination: 'Wohin',
    toDm: 'An mich als Direktnachricht',
    toLibrary: 'Nur in meine Bibliothek',
    upTo: (size: string) => `bis ${size}`,
    noPlaces: 'Es gibt keinen Kanal, in dem du und der Bot beide schreiben dürfen.',
    play: 'Abspielen',
    speed: 'Tempo',
    captions: 'Untertitel',
    aboutHere: (label: string) => `${label} (ungefähr hier)`,
    missedEnd: (when: string, elsewhere: boolean) =>
      `Während du weg warst (${when}), endete die Aufnahme deines Bildschirms${elsewhere ? ' in einem anderen Kanal' : ''}.`,
    missedFailure: (when: string, elsewhere: boolean, why: string) =>
      `Während du weg warst (${when}), ist die Aufnahme deines Bildschirms${elsewhere ? ' in einem anderen Kanal' : ''} fehlgeschlagen: ${why}`,
  },
});
