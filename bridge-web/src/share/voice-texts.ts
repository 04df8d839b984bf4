import { inLanguage } from '../i18n.ts';

/** What the share page says of the sharer's microphone. */
export const say = inLanguage({
  en: {
    title: 'Your microphone',
    add: 'Add my microphone',
    off: 'Off. Where you switch it on, what you say is recorded beside your share, and is heard in your clips.',
    idle: 'It is recorded as soon as you share.',
    asking: 'Allow the microphone in the browser’s question.',
    starting: 'Starting to record it…',
    recorded: 'What you say is recorded. /clip with voice:off leaves it out.',
    failed:
      'Your microphone is not recorded; the share itself goes on. Switch it off and on again to try once more.',
    muted: 'Muted: nothing of it is recorded.',
    mute: 'Mute',
    unmute: 'Unmute',
    heard: 'How loud your microphone is',
    level: 'Level in clips',
    device: 'Microphone',
    unnamed: (number: number) => `Microphone ${number}`,
    forOthers: 'Also in clips that others make of me',
    forOthersMore: 'Left off, your voice is only in clips that you make yourself.',
    kept: 'Your microphone is on: what you say is kept like the sound of your share.',

    notAllowed:
      'The microphone isn’t allowed. Allow it for this page in the browser’s address bar, and in the privacy settings of your system, then switch it on again.',
    notFound: 'There is no microphone. Plug one in, then switch it on again.',
    notReadable:
      'The microphone can’t be opened; another program may be using it. Close that one, or choose another microphone.',
    unplugged:
      'The microphone went away, so it is off. Plug it in, or choose another one, then switch it on again.',
    insecure: 'Browsers open the microphone only from HTTPS or from localhost.',
    unknown: (what: string) => `The microphone can’t be opened: ${what}.`,
    notSent:
      'Your microphone doesn’t get through to the LiveKit server. Switch it off and on again; the share itself goes on.',
  },
  de: {
    title: 'Dein Mikrofon',
    add: 'Mein Mikrofon dazunehmen',
    off: 'Aus. Schaltest du es ein, wird neben dem Bildschirm aufgenommen, was du sagst, und ist in deinen Clips zu hören.',
    idle: 'Aufgenommen wird es, sobald du teilst.',
    asking: 'Erlaube das Mikrofon, wenn der Browser fragt.',
    starting: 'Die Aufnahme beginnt …',
    recorded: 'Was du sagst, wird aufgenommen. /clip mit stimme:aus lässt es weg.',
    failed:
      'Dein Mikrofon wird nicht aufgenommen; der Bildschirm selbst schon. Schalte es aus und wieder ein, um es noch einmal zu versuchen.',
    muted: 'Stumm: Davon wird nichts aufgenommen.',
    mute: 'Stumm schalten',
    unmute: 'Stummschaltung aufheben',
    heard: 'Wie laut dein Mikrofon ist',
    level: 'Lautstärke in Clips',
    device: 'Mikrofon',
    unnamed: (number: number) => `Mikrofon ${number}`,
    forOthers: 'Auch in Clips, die andere von mir machen',
    forOthersMore: 'Sonst ist deine Stimme nur in Clips, die du selbst machst.',
    kept: 'Dein Mikrofon ist an: Was du sagst, wird behalten wie der Ton des Bildschirms.',

    notAllowed:
      'Das Mikrofon ist nicht erlaubt. Erlaube es für diese Seite in der Adresszeile des Browsers und in den Einstellungen deines Systems zum Datenschutz, dann schalte es wieder ein.',
    notFound: 'Es gibt kein Mikrofon. Schließe eines an, dann schalte es wieder ein.',
    notReadable:
      'Das Mikrofon lässt sich nicht öffnen; vielleicht benutzt es ein anderes Programm. Schließe das, oder wähle ein anderes Mikrofon.',
    unplugged:
      'Das Mikrofon ist weg und darum aus. Schließe es an, oder wähle ein anderes, dann schalte es wieder ein.',
    insecure: 'Browser öffnen das Mikrofon nur über HTTPS oder von localhost aus.',
    unknown: (what: string) => `Das Mikrofon lässt sich nicht öffnen: ${what}.`,
    notSent:
      'Dein Mikrofon kommt nicht zum LiveKit-Server durch. Schalte es aus und wieder ein; der Bildschirm wird weiter geteilt.',
  },
});
