import { inLanguage } from '../i18n.ts';

/** What can be in the way of a share, and what the page says of its connection and its recording. */
export const say = inLanguage({
  en: {
    insecureTitle: 'This address isn’t secure',
    insecure: (origin: string) =>
      `Browsers share a screen only from HTTPS or from localhost, and this page came from ${origin}. ` +
      'Whoever runs Hindsight has to serve it over HTTPS and set PUBLIC_URL to that address; then /replay ' +
      'start gives a link that works.',
    insecureLocally: 'On the computer that Hindsight runs on, this works now:',
    noCaptureTitle: 'This browser can’t share a screen',
    noCapture:
      'Phones and tablets don’t let web pages see the screen. Open your link on a computer, in a current ' +
      'Chrome, Edge, Firefox or Safari: it hasn’t been used up yet.',
    noH264Title: 'This browser can’t record H.264',
    noH264:
      'Hindsight keeps the picture as H.264 video, and this browser has no encoder for it. Open your link ' +
      'in a current Chrome, Edge, Firefox or Safari: it hasn’t been used up yet.',
    elsewhere: 'Everything else works here, too:',

    notAllowed:
      'Nothing is shared: the browser’s question was closed, or sharing isn’t allowed. To share, choose ' +
      '“Share screen” again and pick a screen, window or tab. On a Mac the browser also needs System Settings › ' +
      'Privacy & Security › Screen Recording.',
    notFound: 'The browser found no screen, window or tab that could be shared.',
    notReadable:
      'The system didn’t let the browser see that screen or window; another program may be using it. Close it, ' +
      'or pick something else.',
    overconstrained:
      'That screen can’t be captured at this quality. Choose another one and try again.',
    aborted: 'The capture broke off before it began. Try again.',
    noClick:
      'Click into this page and press “Share screen” again: browsers start sharing only from a click.',
    unknownTrouble: (what: string) => `The screen can’t be captured: ${what}.`,
    wrongCodec: (codec: string) =>
      `The picture goes out as ${codec}, and only H.264 can be recorded, so sharing was ` +
      'ended. Try a current Chrome, Edge, Firefox or Safari; if it stays so, the LiveKit server has ' +
      'H.264 switched off.',

    takenOver:
      'Another tab or window took over: you share from there now, and this one has stopped.',
    endedByServer: 'The server ended your share. Share again if you didn’t want that.',
    ended: (why: string) => `Your share has ended. ${why}`,
    otherChannel: 'This browser opened a link for another channel since. Share again for that one.',
    livekitAway: 'The LiveKit server can’t be reached.',
    blocked:
      'The picture doesn’t get through to the LiveKit server; a firewall may close its media port.',
    away: 'Hindsight can’t be reached. Check your connection; this page goes on trying.',

    youStopped: 'You stopped sharing.',
    reloaded: 'Your share ended when this page was reloaded: browsers end a capture with its page.',

    noAnswer: 'Hindsight doesn’t answer…',
    queued: (place: number) =>
      `Waiting for a free recorder: ${place ? `you are ${ordinal(place)} in the queue` : 'it takes a moment'}.`,
    queuedMore: 'It begins by itself. Until then nothing is kept.',
    starting: 'Starting to record…',
    recording: 'Recording',
    failed: 'Recording failed',
    failedSilently: 'The server didn’t say why.',
    stopped: 'Recording stopped',
    stoppedInDiscord: 'It was stopped from Discord.',
    notRecording: 'Not recording',
    notBegun: 'It hasn’t begun yet.',
    nothingNew: (why: string) => `${why} Your screen is still sent, but nothing new is kept.`,
    reconnecting: 'Connection lost, reconnecting…',
    connecting: 'Connecting…',
    tryingAgain: (what: string) => `${what} Trying again.`,

    endedElsewhere: 'The recording of your share has ended. What is buffered can still be clipped.',
    failedElsewhere: (why: string) => `The recording of your share has failed. ${why}`,
  },
  de: {
    insecureTitle: 'Diese Adresse ist nicht sicher',
    insecure: (origin: string) =>
      `Browser teilen den Bildschirm nur über HTTPS oder von localhost, und diese Seite kam von ${origin}. ` +
      'Wer Hindsight betreibt, muss es über HTTPS anbieten und PUBLIC_URL auf diese Adresse setzen; dann gibt ' +
      '/replay start einen Link, der funktioniert.',
    insecureLocally: 'Auf dem Computer, auf dem Hindsight läuft, geht es schon jetzt:',
    noCaptureTitle: 'Dieser Browser kann keinen Bildschirm teilen',
    noCapture:
      'Handys und Tablets zeigen Webseiten den Bildschirm nicht. Öffne deinen Link auf einem Computer, in einem ' +
      'aktuellen Chrome, Edge, Firefox oder Safari: Er ist noch nicht verbraucht.',
    noH264Title: 'Dieser Browser kann kein H.264 aufnehmen',
    noH264:
      'Hindsight speichert das Bild als H.264-Video, und dieser Browser kann es nicht erzeugen. Öffne deinen ' +
      'Link in einem aktuellen Chrome, Edge, Firefox oder Safari: Er ist noch nicht verbraucht.',
    elsewhere: 'Alles andere geht auch hier:',

    notAllowed:
      'Nichts wird geteilt: Die Frage des Browsers wurde geschlossen, oder das Teilen ist nicht erlaubt. Wähle ' +
      'noch einmal „Bildschirm teilen“ und dann einen Bildschirm, ein Fenster oder einen Tab. Auf einem Mac ' +
      'braucht der Browser auch Systemeinstellungen › Datenschutz & Sicherheit › Bildschirmaufnahme.',
    notFound: 'Der Browser fand keinen Bildschirm, kein Fenster und keinen Tab zum Teilen.',
    notReadable:
      'Das System ließ den Browser diesen Bildschirm oder dieses Fenster nicht sehen; vielleicht benutzt ihn ein ' +
      'anderes Programm. Schließe es, oder wähle etwas anderes.',
    overconstrained:
      'Dieser Bildschirm lässt sich in dieser Qualität nicht aufnehmen. Wähle eine andere und versuche es noch einmal.',
    aborted: 'Die Aufnahme brach ab, bevor sie begann. Versuche es noch einmal.',
    noClick:
      'Klicke in diese Seite und noch einmal auf „Bildschirm teilen“: Browser beginnen nur nach einem Klick.',
    unknownTrouble: (what: string) => `Der Bildschirm lässt sich nicht aufnehmen: ${what}.`,
    wrongCodec: (codec: string) =>
      `Das Bild geht als ${codec} hinaus, und nur H.264 kann aufgenommen werden; darum wurde das Teilen ` +
      'beendet. Versuche es mit einem aktuellen Chrome, Edge, Firefox oder Safari; bleibt es so, dann ist auf ' +
      'dem LiveKit-Server H.264 abgeschaltet.',

    takenOver:
      'Ein anderer Tab oder ein anderes Fenster hat übernommen: Du teilst jetzt von dort, und hier ist es beendet.',
    endedByServer:
      'Der Server hat das Teilen beendet. Teile noch einmal, wenn das nicht so gewollt war.',
    ended: (why: string) => `Das Teilen ist zu Ende. ${why}`,
    otherChannel:
      'Dieser Browser hat inzwischen einen Link für einen anderen Kanal geöffnet. Teile noch einmal, für jenen.',
    livekitAway: 'Der LiveKit-Server ist nicht erreichbar.',
    blocked:
      'Das Bild kommt nicht bis zum LiveKit-Server; vielleicht sperrt eine Firewall dessen Medien-Port.',
    away: 'Hindsight ist nicht erreichbar. Prüfe deine Verbindung; diese Seite versucht es weiter.',

    youStopped: 'Du hast das Teilen beendet.',
    reloaded:
      'Das Teilen endete, als diese Seite neu geladen wurde: Browser beenden eine Aufnahme mit ihrer Seite.',

    noAnswer: 'Hindsight antwortet nicht …',
    queued: (place: number) =>
      `Es ist kein Aufnahmegerät frei: ${place ? `du bist Nummer ${place} in der Schlange` : 'es dauert einen Moment'}.`,
    queuedMore: 'Es beginnt von selbst. Bis dahin wird nichts behalten.',
    starting: 'Aufnahme beginnt …',
    recording: 'Aufnahme läuft',
    failed: 'Aufnahme fehlgeschlagen',
    failedSilently: 'Der Server sagte nicht, warum.',
    stopped: 'Aufnahme beendet',
    stoppedInDiscord: 'Sie wurde in Discord beendet.',
    notRecording: 'Keine Aufnahme',
    notBegun: 'Sie hat noch nicht begonnen.',
    nothingNew: (why: string) =>
      `${why} Dein Bildschirm wird noch gesendet, aber nichts Neues wird behalten.`,
    reconnecting: 'Verbindung verloren, wird wieder aufgebaut …',
    connecting: 'Wird verbunden …',
    tryingAgain: (what: string) => `${what} Es wird weiter versucht.`,

    endedElsewhere:
      'Die Aufnahme deines Bildschirms ist zu Ende. Was gepuffert ist, kann noch zum Clip werden.',
    failedElsewhere: (why: string) => `Die Aufnahme deines Bildschirms ist fehlgeschlagen. ${why}`,
  },
});

const ENDINGS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };

/** `1st`, `2nd`, `11th` */
function ordinal(place: number): string {
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(place);
  return `${place}${ENDINGS[rule] ?? 'th'}`;
}
