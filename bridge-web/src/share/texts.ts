import { inLanguage } from '../i18n.ts';

/** What the share page says. */
export const say = inLanguage({
  en: {
    sharing: 'You share your screen for',
    shareFor: 'Share your screen for',
    inGuild: (guild: string) => `in ${guild}`,
    otherChannel: 'Another channel',
    shareScreen: 'Share screen',
    stopSharing: 'Stop sharing',
    shareAgain: 'Share again',
    takeBack: 'Take it back',
    recordAgain: 'Record again',
    startRecordingAgain: 'Start recording again',
    sharingTitle: 'Sharing',
    preview: 'Preview of what you share',
    signIn: 'Sign in with Discord',
    signedOut: 'You are not signed in any more. Type /replay start in Discord for a new link.',

    chooseTitle: 'Which channel do you share for?',
    chooseWords:
      'People there see what you post with /clip, and who may join it decides whether you may share for it. Nothing is posted before you clip.',
    choose: 'Go on',
    noChannels:
      'There is no channel where you and the bot may both post. Invite the bot to your server, or ask somebody who manages it.',
    voice: 'voice',

    quality: 'Quality',
    framesUpTo: (rate: number, bits: string) => `${rate} frames/s, up to ${bits}`,
    content: 'What you show',
    motion: 'Motion',
    motionMore: 'games and videos: as smooth as can be',
    text: 'Text',
    textMore: 'documents and code: letters stay sharp',
    source: 'What to offer first',
    any: 'Ask me',
    anyMore: 'the browser’s own order',
    monitor: 'A screen',
    monitorMore: 'also games in fullscreen',
    window: 'A window',
    windowMore: 'nothing else gets seen',
    browser: 'A browser tab',
    browserMore: 'sound on every system',
    sourceMore: 'You choose in the browser’s own dialog; this is only what it shows first.',

    measuring: 'Measuring your connection…',
    enoughFor: (bits: string, quality: string) =>
      `Your connection sends ${bits}: enough for ${quality}.`,
    tooSlow: (bits: string) =>
      `Your connection sends ${bits}: less than 720p30 needs, so the picture may stutter.`,
    notMeasured: 'Your connection couldn’t be measured. You can share all the same.',
    about: (bits: string) => `about ${bits}`,
    moreThan: (bits: string) => `more than ${bits}`,
    measure: 'Measure your connection',
    measureAgain: 'Measure again',
    inHardware: 'This computer encodes H.264 in hardware.',
    noRoom: 'more than your connection sends',
    heavy: 'may be too much for this computer',

    recordingSection: 'Recording state',
    ofBuffered: (window: string) => ` of ${window} buffered`,
    figures: 'What is being sent',
    codec: 'Codec',
    size: 'Size',
    framesName: 'Frames',
    bitrate: 'Bitrate',
    sound: 'Sound',
    none: 'none',
    stereo: 'stereo',
    mono: 'mono',
    heldBackByCpu: 'The quality is held back by this computer’s processor.',
    heldBackByBandwidth: 'The quality is held back by the connection’s upload.',
    level: 'Level of the sound',
    noSound: 'No sound is shared',
    noSoundMore: 'Tick the sound in the browser’s dialog when you share the next time.',
    silent: 'The shared sound is silent',

    strip: 'What is buffered',
    now: 'now',
    ago: (clock: string) => `−${clock}`,
    gap: (length: string) => `${length} not recorded`,
    ended: 'end',
    stripWords: (length: string, gaps: number, marks: number) =>
      `${length} buffered, ${gaps === 1 ? '1 gap' : `${gaps} gaps`}, ${marks === 1 ? '1 marker' : `${marks} markers`}`,

    stillThere: (length: string) => `The last ${length} can be clipped with /clip or below.`,
    stillThereUntil: (length: string, time: string) =>
      `The last ${length} can still be clipped with /clip or below, and all of it is deleted by ${time}.`,

    kept: 'What is kept',
    keptWhile: (span: string) =>
      `While you share, the last ${span} of what you share, picture and sound, are kept on the ` +
      'Hindsight server. Anything older is deleted as you go.',
    keptShort: (span: string) => `Just now only the last ${span} are, as storage is short.`,
    keptOnlyYou:
      'You clip it here, or with /clip 2m in Discord; others only where you let them. Until then nobody gets to see it.',
    keptAfter: (span: string) => `${span} after you stop, all of it is deleted.`,
    keptClips:
      'Clips that you posted stay where you posted them, and those for your library stay on the server.',
    keptClipsDays: (days: string) =>
      `Clips that you posted stay where you posted them and, for ${days}, in your library; those that you ` +
      'make only for your library stay there until you delete them.',
    keptSound:
      'Sound comes along when you tick it in the browser’s dialog: a tab’s everywhere, the whole system’s on Windows.',
    keptNoSound:
      'This browser shares the picture without sound; Chrome and Edge can share sound too.',
    more: 'More on the privacy page',

    whoMayClip: 'Who may clip you',
    nobody: 'Nobody but you',
    channel: 'People in the channel you share for',
    server: 'Everybody on the server',
    whoMore:
      'It holds on servers on which you have shared since you were asked. You are told of every clip that somebody else makes, and can delete it.',
    whoSaved: 'Saved.',
    consent: 'Before you share on this server',
    consentWho: 'Who may clip it:',
    consentChange:
      'You change that below at any time, are told of every such clip, and can delete it.',
    consentYes: 'By pressing “Share screen” you agree to this.',
  },
  de: {
    sharing: 'Du teilst deinen Bildschirm für',
    shareFor: 'Teile deinen Bildschirm für',
    inGuild: (guild: string) => `in ${guild}`,
    otherChannel: 'Anderer Kanal',
    shareScreen: 'Bildschirm teilen',
    stopSharing: 'Nicht mehr teilen',
    shareAgain: 'Noch einmal teilen',
    takeBack: 'Zurückholen',
    recordAgain: 'Wieder aufnehmen',
    startRecordingAgain: 'Aufnahme wieder beginnen',
    sharingTitle: 'Geteilt',
    preview: 'Vorschau dessen, was du teilst',
    signIn: 'Mit Discord anmelden',
    signedOut:
      'Du bist nicht mehr angemeldet. Tippe /replay start in Discord für einen neuen Link.',

    chooseTitle: 'Für welchen Kanal teilst du?',
    chooseWords:
      'Die Leute dort sehen, was du mit /clip postest, und wer ihn betreten darf, darf für ihn teilen. Vor einem Clip wird nichts gepostet.',
    choose: 'Weiter',
    noChannels:
      'Es gibt keinen Kanal, in dem du und der Bot beide schreiben dürfen. Lade den Bot auf deinen Server ein, oder frage jemanden, der ihn verwaltet.',
    voice: 'Sprache',

    quality: 'Qualität',
    framesUpTo: (rate: number, bits: string) => `${rate} Bilder/s, bis ${bits}`,
    content: 'Was du zeigst',
    motion: 'Bewegung',
    motionMore: 'Spiele und Videos: so flüssig wie möglich',
    text: 'Text',
    textMore: 'Dokumente und Code: Buchstaben bleiben scharf',
    source: 'Was zuerst angeboten wird',
    any: 'Frag mich',
    anyMore: 'wie der Browser es will',
    monitor: 'Bildschirm',
    monitorMore: 'auch Spiele im Vollbild',
    window: 'Fenster',
    windowMore: 'sonst ist nichts zu sehen',
    browser: 'Browser-Tab',
    browserMore: 'mit Ton auf jedem System',
    sourceMore: 'Du wählst im Dialog des Browsers; hier geht es nur darum, was er zuerst zeigt.',

    measuring: 'Deine Verbindung wird gemessen …',
    enoughFor: (bits: string, quality: string) =>
      `Deine Verbindung sendet ${bits}: genug für ${quality}.`,
    tooSlow: (bits: string) =>
      `Deine Verbindung sendet ${bits}: weniger, als 720p30 braucht; das Bild kann stocken.`,
    notMeasured: 'Deine Verbindung ließ sich nicht messen. Teilen kannst du trotzdem.',
    about: (bits: string) => `etwa ${bits}`,
    moreThan: (bits: string) => `mehr als ${bits}`,
    measure: 'Verbindung messen',
    measureAgain: 'Noch einmal messen',
    inHardware: 'Dieser Computer erzeugt H.264 in Hardware.',
    noRoom: 'mehr, als deine Verbindung sendet',
    heavy: 'vielleicht zu viel für diesen Computer',

    recordingSection: 'Stand der Aufnahme',
    ofBuffered: (window: string) => ` von ${window} gepuffert`,
    figures: 'Was gesendet wird',
    codec: 'Codec',
    size: 'Größe',
    framesName: 'Bilder',
    bitrate: 'Datenrate',
    sound: 'Ton',
    none: 'keiner',
    stereo: 'Stereo',
    mono: 'Mono',
    heldBackByCpu: 'Der Prozessor dieses Computers begrenzt die Qualität.',
    heldBackByBandwidth: 'Die Verbindung begrenzt die Qualität.',
    level: 'Pegel des Tons',
    noSound: 'Kein Ton wird geteilt',
    noSoundMore: 'Kreuze beim nächsten Teilen im Dialog des Browsers den Ton an.',
    silent: 'Der geteilte Ton ist still',

    strip: 'Was gepuffert ist',
    now: 'jetzt',
    ago: (clock: string) => `−${clock}`,
    gap: (length: string) => `${length} nicht aufgenommen`,
    ended: 'Ende',
    stripWords: (length: string, gaps: number, marks: number) =>
      `${length} gepuffert, ${gaps === 1 ? '1 Lücke' : `${gaps} Lücken`}, ${marks === 1 ? '1 Markierung' : `${marks} Markierungen`}`,

    stillThere: (length: string) =>
      `Aus den letzten ${length} lassen sich mit /clip oder hier unten Clips machen.`,
    stillThereUntil: (length: string, time: string) =>
      `Aus den letzten ${length} lassen sich mit /clip oder hier unten noch Clips machen; bis ${time} ist alles gelöscht.`,

    kept: 'Was behalten wird',
    keptWhile: (span: string) =>
      `Während du teilst, bleiben Bild und Ton der letzten ${span} auf dem Hindsight-Server. Alles Ältere wird laufend gelöscht.`,
    keptShort: (span: string) =>
      `Gerade sind es nur die letzten ${span}, weil der Speicherplatz knapp ist.`,
    keptOnlyYou:
      'Clips daraus machst du hier oder mit /clip 2m in Discord; andere nur, wo du sie lässt. Bis dahin bekommt es niemand zu sehen.',
    keptAfter: (span: string) => `${span}, nachdem du aufgehört hast, ist alles gelöscht.`,
    keptClips:
      'Clips, die du gepostet hast, bleiben, wo sie sind, und die für deine Bibliothek bleiben auf dem Server.',
    keptClipsDays: (days: string) =>
      `Clips, die du gepostet hast, bleiben, wo sie sind, und für ${days} in deiner Bibliothek; die nur für ` +
      'deine Bibliothek bleiben dort, bis du sie löschst.',
    keptSound:
      'Ton kommt mit, wenn du ihn im Dialog des Browsers ankreuzt: überall der eines Tabs, unter Windows der des ganzen Systems.',
    keptNoSound:
      'Dieser Browser teilt das Bild ohne Ton; Chrome und Edge können auch den Ton teilen.',
    more: 'Mehr auf der Seite zum Datenschutz',

    whoMayClip: 'Wer Clips von dir machen darf',
    nobody: 'Niemand außer dir',
    channel: 'Leute in dem Kanal, für den du teilst',
    server: 'Alle auf dem Server',
    whoMore:
      'Das gilt auf Servern, auf denen du geteilt hast, seit du danach gefragt wurdest. Du erfährst von jedem Clip, den jemand anderes macht, und kannst ihn löschen.',
    whoSaved: 'Gespeichert.',
    consent: 'Bevor du auf diesem Server teilst',
    consentWho: 'Wer Clips davon machen darf:',
    consentChange:
      'Das änderst du unten jederzeit, erfährst von jedem solchen Clip und kannst ihn löschen.',
    consentYes: 'Mit „Bildschirm teilen“ stimmst du dem zu.',
  },
});
