import { de as zod } from 'zod/locales';
import { spellDuration } from './format-duration.ts';
import type { Words } from './words.ts';

/** The same as en.ts, in German. */
export const de: Words = {
  locales: ['de'],
  called: 'Deutsch',
  duration: (ms) => spellDuration(ms, { h: 'Std.', m: 'Min.', s: 'Sek.' }),
  ago: (span) => `vor ${span}`,
  expected: zod().localeError,

  commands: {
    clip: {
      name: 'clip',
      description: 'Postet die letzten Momente deines geteilten Bildschirms',
      duration: {
        name: 'dauer',
        description:
          'Wie viel: 2m, 90s, 1m30s oder 1:30 (sonst seit deiner letzten Markierung, oder 2m)',
      },
      of: {
        name: 'von',
        description: 'Wessen Übertragung, von denen, die dich lassen (sonst deine eigene)',
      },
      to: {
        name: 'ziel',
        description: 'Wohin damit (sonst hierher)',
        choices: {
          here: 'hierher',
          dm: 'an mich als Direktnachricht',
          library: 'nur in meine Bibliothek',
        },
      },
      from: {
        name: 'ab',
        description: 'Wo er beginnt: eine Markierung, das Ende deines letzten Clips, oder vor 5m',
      },
      ago: { name: 'vor', description: 'Vor welcher Zeit er endet, etwa 30s' },
      title: { name: 'titel', description: 'Wie er heißen soll' },
    },
    making: {
      quality: {
        name: 'qualität',
        description: 'Wenn er zum Posten zu groß ist (sonst passend gemacht)',
        choices: {
          full: 'voll: wie er aufgenommen wurde, als Link oder kürzer',
          fit: 'passend: kleiner kodiert',
          link: 'Link: nur ein Link darauf',
        },
      },
      format: {
        name: 'format',
        description: 'Was gepostet wird (sonst mp4)',
        choices: {
          mp4: 'mp4: Bild und Ton',
          gif: 'gif: bis zu 15 s, ohne Ton',
          audio: 'm4a: nur der Ton',
        },
      },
      gaps: {
        name: 'lücken',
        description: 'Wo zwischendurch nichts aufgenommen wurde (sonst herausgeschnitten)',
        choices: {
          cut: 'herausschneiden',
          still: 'zeigen, dass etwas fehlt',
        },
      },
      voice: {
        name: 'stimme',
        description: 'Ob das Mikrofon dessen zu hören ist, der teilt (sonst ja)',
        choices: {
          on: 'an: wo er es dazugenommen hat',
          off: 'aus: nur der Ton des Bildschirms',
        },
      },
    },
    replay: { name: 'replay', description: 'Sofortige Wiederholung deines geteilten Bildschirms' },
    start: { name: 'start', description: 'Gibt dir deinen Link, um deinen Bildschirm zu teilen' },
    stop: { name: 'stop', description: 'Beendet die Aufnahme deines Bildschirms' },
    status: { name: 'status', description: 'Sagt, ob du aufgenommen wirst und was gepuffert ist' },
    post: {
      name: 'posten',
      description: 'Postet den Abschnitt zwischen zwei Momenten',
      from: { name: 'von', description: 'Wo er beginnt: vor 5m, oder eine Markierung von dir' },
      to: {
        name: 'bis',
        description: 'Wo er endet: vor 3m, oder eine Markierung von dir (sonst jetzt)',
      },
    },
    mark: {
      name: 'markieren',
      description: 'Markiert diesen Moment, um später von ihm an zu clippen',
      label: { name: 'was', description: 'Was passiert ist' },
    },
    library: {
      name: 'bibliothek',
      description: 'Gibt dir deinen Link zu deinen Clips',
      clip: { name: 'clip', description: 'Öffnet diesen davon, nach seinem Titel' },
    },
    key: {
      name: 'schlüssel',
      description: 'API-Schlüssel für Stream Deck, Hotkey oder Skript; allein zeigt es deine',
      issue: {
        name: 'name',
        description: 'Macht einen neuen Schlüssel und nennt ihn so, etwa Stream Deck',
      },
      revoke: { name: 'widerrufen', description: 'Beendet diesen Schlüssel sofort' },
    },
    settings: {
      name: 'einstellungen',
      description: 'Wer hier teilen und clippen darf und was aufbewahrt wird; für die Verwaltung',
    },
    forget: { name: 'vergessen', description: 'Löscht sofort alles, was von dir aufbewahrt wird' },
    export: {
      name: 'exportieren',
      description: 'Gibt dir eine Kopie dessen, was von dir aufbewahrt wird',
    },
  },

  buttons: {
    cancel: 'Abbrechen',
    trim: 'Zuschneiden',
    trimThis: 'Diesen Clip zuschneiden',
    save: 'Speichern',
    toMe: 'An mich',
    more: 'Mehr davor',
    delete: 'Löschen',
    openClip: 'Diesen Clip öffnen',
    openLibrary: 'Meine Bibliothek öffnen',
    share: 'Meinen Bildschirm teilen',
    rename: 'Umbenennen',
    deleteYes: 'Löschen',
    keep: 'Behalten',
    deleteIt: 'Diesen Clip löschen',
    mute: 'Einen Tag stumm',
    unmute: 'Wieder melden',
    forget: 'Alles von mir löschen',
    moreBy: (span) => `+${span}`,
    moreAll: (span) => `+${span}, alles, was da ist`,
  },

  menus: {
    clipLast: 'Letzte 2 Min. clippen',
    trim: 'Zuschneiden',
    save: 'In die Bibliothek',
  },

  forms: {
    rename: 'Diesen Clip umbenennen',
    title: 'Titel',
    megabytes: 'Megabyte (leer: unbegrenzt)',
  },

  choices: {
    last: (span) => `die letzten ${span}`,
    all: 'alles',
    weight: (megabytes) => (megabytes < 1 ? 'unter 1 MB' : `etwa ${megabytes} MB`),
    lastMark: (which) => `meine letzte Markierung (${which})`,
    lastClip: (when) => `das Ende meines letzten Clips (${when})`,
    neverUsed: 'nie benutzt',
    lastUsed: (day) => `zuletzt benutzt am ${day}`,
    untitled: 'Ohne Titel',
    minutesAgo: (count) => `vor ${count} Min.`,
    hoursAgo: (count) => `vor ${count} Std.`,
    daysAgo: (count) => (count === 1 ? 'vor 1 Tag' : `vor ${count} Tagen`),
    typedMark: ['letzte markierung', 'markierung'],
    typedClip: ['letzter clip', 'clip'],
  },

  bot: {
    noCommand:
      'Diesen Befehl kenne ich nicht (mehr). Lade Discord neu, und nimm einen, den es nach / anbietet.',
    tooLate:
      'Ich habe nicht rechtzeitig geantwortet, darum hat Discord deinen Befehl zurückgenommen. Versuche es noch einmal.',
    noButton: 'Diesen Knopf kenne ich nicht (mehr). Nimm die unter einem neueren Clip.',
    broken: (id) => `Hier ist etwas schiefgegangen. Im Log steht es als ${id}.`,
    brokeOff:
      'Ich wurde mittendrin angehalten. Sieh nach, ob es geschehen ist, oder versuche es noch einmal.',
    storeAway:
      'Die Datenbank von Hindsight antwortet gerade nicht. Versuche es in einer Minute noch einmal.',
    notInTime:
      'Ich bin nicht rechtzeitig dazu gekommen, darum wurde nichts getan. Versuche es in einer Minute noch einmal.',
    noDm: 'Das konnte ich dir nicht als Direktnachricht senden. Um sie zu bekommen, öffne auf Discord das Menü eines Servers, den wir teilen, wähle „Privatsphäre-Einstellungen“ und schalte „Direktnachrichten“ ein.',
    thisServer: 'diesem Server',
    yourself: 'dir',
    directMessages: 'Direktnachrichten',
    mayNotPost: (channel, right) =>
      `Ich darf in #${channel} keine Clips posten. Wer den Server verwaltet, muss mir dort das Recht „${right}“ geben; oder nimm \`ziel: an mich als Direktnachricht\`.`,
    personalLink: 'Dieser Link gehört nur dir, er gilt einmal und zehn Minuten lang.',
    shareLink: (span) =>
      `Solange du teilst, werden die letzten ${span} behalten, damit du sie hier mit \`/clip\` posten kannst.`,
    consentAsked:
      'Bevor du hier zum ersten Mal teilst, sagt dir die Seite, was aufbewahrt wird, wie lange und wer es clippen darf, und fragt, ob du einverstanden bist.',
    libraryLink:
      'Dahinter kannst du deine Clips ansehen, umbenennen, zuschneiden, teilen und löschen.',
  },

  replay: {
    marked: (called, when) =>
      `Markiert${called} um ${when}. \`/clip ab:letzte Markierung\` postet, was von hier an passiert.`,
    notJustNow: 'Gerade wird nichts von dir aufgenommen. `/replay start` fängt an.',
    nothing: 'Von dir wird nichts aufgenommen. `/replay start` fängt an.',
    waits: (channel, place) =>
      `Dein geteilter Bildschirm in ${channel} wartet auf ein freies Aufnahmegerät: Nummer ${place}.`,
    recorded: (channel, since) =>
      `Dein geteilter Bildschirm in ${channel} wird seit ${since} aufgenommen.`,
    lastFailed: (why) => `Die letzte Aufnahme ist fehlgeschlagen: ${why}`,
    canBeClipped: (span) => `${span} können geclippt werden.`,
    nothingYet: 'Noch gibt es nichts zu clippen.',
    sharesToo: (person, channel, since) => `${person} teilt seit ${since} in ${channel}.`,
    sharesForYou: (person, channel, since) =>
      `${person} teilt seit ${since} in ${channel}; mit \`/clip von:\` kannst du clippen.`,
    moreShare: (count) => `${count} weitere teilen hier.`,
    livekitSilent: 'LiveKit antwortet nicht; die Aufnahme endet, sobald es wieder antwortet.',
    stopped: (span) =>
      `Deine Aufnahme ist beendet und bleibt es bis \`/replay start\`. Was aufgenommen wurde, kann noch ${span} lang geclippt werden.`,
  },

  keys: {
    eitherOr: 'Entweder `name` für einen neuen Schlüssel oder `widerrufen`, nicht beides zugleich.',
    revoked: (name) =>
      `Der Schlüssel **${name}** ist widerrufen. Er lässt sich nicht mehr benutzen.`,
    issued: (name) =>
      `Dein neuer Schlüssel **${name}**. Er wird nur jetzt gezeigt, kopiere ihn also:`,
    use: (url, until) =>
      `Programme senden ihn als \`Authorization: Bearer …\` an ${url}. Wer ihn hat, kann deine Aufnahmen starten und beenden und clippen und posten, was von dir gepuffert ist; behandle ihn also wie ein Passwort. Er gilt bis ${until}; \`/replay schlüssel widerrufen:\` beendet ihn früher.`,
    none: 'Du hast keine API-Schlüssel. `/replay schlüssel name:Stream Deck` macht einen.',
    yours: 'Deine API-Schlüssel:',
    neverUsed: 'nie benutzt',
    lastUsed: (when) => `zuletzt benutzt ${when}`,
    one: (name, used, made, until) => `- **${name}**: ${used}, gemacht ${made}, gilt bis ${until}`,
    howToEnd: '`/replay schlüssel widerrufen:` beendet einen davon.',
    taken: (name) =>
      `Du hast schon einen Schlüssel namens „${name}“. Widerrufe ihn, oder wähle einen anderen Namen.`,
    tooMany: (most) =>
      `Du hast ${most} Schlüssel, und mehr kann niemand haben. Widerrufe einen davon: \`/replay schlüssel widerrufen:\`.`,
    noSuch: (name) =>
      `Du hast keinen Schlüssel namens „${name}“. \`/replay schlüssel\` zeigt deine.`,
    invalid:
      'Dieser API-Schlüssel gilt nicht (mehr). `/replay schlüssel` in Discord gibt einen neuen.',
  },

  asked: {
    noDuration: (typed) => `„${typed}“ ist keine Dauer. Versuche 2m, 90s, 1m30s oder 1:30.`,
    noClipYet:
      'Von dem, was noch behalten wird, hast du noch keinen Clip gemacht. Versuche es mit `dauer:`.',
    noMark:
      'Du hast keine Markierung, die noch behalten wird. `/replay markieren` setzt eine, während du spielst.',
    noMoment: (typed) =>
      `„${typed}“ ist keine deiner Markierungen und keine Dauer. Nimm etwas von dem, was angeboten wird, oder 5m, 90s, 1:30.`,
    fromBeforeTo: '`von` muss vor `bis` liegen: etwa von:5m bis:3m.',
    tooShort: 'Ein Clip muss mindestens eine Sekunde lang sein.',
    onlyLast: (span) => `Nur die letzten ${span} werden behalten.`,
    linkIsVideo: 'Ein Link führt zum Clip als Video: Lass `qualität` oder `format` weg.',
    libraryHasVideos:
      'Die Bibliothek bewahrt Videos auf: Lass `format` weg, oder lass den Clip posten.',
    gifTooLong: (seconds) =>
      `Ein GIF kann 15 Sekunden lang sein, nicht ${seconds}. Nimm \`dauer:15s\` oder \`format:mp4\`.`,
    nothingBuffered:
      'Von dir ist dort nichts gepuffert. Teile zuerst deinen Bildschirm mit `/replay start`.',
    nothingOfTheirs: 'Von ihnen ist dort nichts da, was du clippen darfst. Sie müssen erst teilen.',
    notThereYet:
      'Was gerade aufgenommen wird, ist noch nicht dort, wo Clips daraus werden. Versuch es in einer Minute noch einmal.',
    storageAway:
      'Der Speicher für die Aufnahmen antwortet gerade nicht. Versuch es in einer Minute noch einmal; Aufgenommenes ist nicht verloren.',
    title: (wrong) => `Der Titel ${wrong}. Gib einen anderen ein.`,
    nothingRecorded: 'In dieser Zeit wurde nichts aufgenommen.',
    nothingToMark:
      'Von dir ist nichts gepuffert, was markiert werden könnte. Teile zuerst deinen Bildschirm.',
    noSuchMark: 'Diese Markierung gibt es nicht, oder sie gehört dir nicht.',
    noSharer: (typed) =>
      `Niemand namens „${typed}“ teilt hier und lässt sich von dir clippen. Nimm jemanden, der angeboten wird, oder lass \`von\` weg für deinen eigenen Bildschirm.`,
    othersLibrary:
      'Ein Clip von jemand anderem liegt in dessen Bibliothek, nicht in deiner: Wähle `ziel:hierher` oder `ziel:an mich als Direktnachricht`.',
    othersVisibility:
      'Ein Clip von jemand anderem liegt in dessen Bibliothek: Lass ihn posten, und lass `visibility` weg.',
    mayNotClip:
      'Hier wird nichts geteilt, was du clippen darfst. Wer teilt, entscheidet auf der Seite zum Teilen, wer clippen darf.',
    noClipCalled: 'Du hast keinen Clip, der so heißt. Nimm einen, der angeboten wird.',
  },

  fit: {
    tooLong:
      'Der Clip ist zu lang: So klein, wie er dort sein darf, ließe er sich nicht mehr ansehen. Versuche einen kürzeren.',
    gif: 'Dieser Clip ist zu lang oder zu bewegt, um dort als GIF hineinzupassen. Nimm einen kürzeren, oder `format:mp4`.',
    noSound:
      'Dieser Clip hat keinen Ton. Teile einen Tab oder den ganzen Bildschirm mit „Audio auch teilen“, oder nimm `format:mp4`.',
    soundTooLong:
      'Der Ton dieses Clips ist zu lang, um dort hineinzupassen. Versuche einen kürzeren Clip.',
    tooLargeInFull: 'Der Clip ist zu groß, um dort in voller Qualität gepostet zu werden.',
    notEvenASecond: 'Nicht einmal eine Sekunde davon passt dort hinein.',
  },

  steps: {
    turn: 'Wartet, bis er an der Reihe ist …',
    waiting: 'Wartet auf die letzten Sekunden …',
    queued: (place) => `Platz ${place} in der Schlange …`,
    cutting: (percent) => `Wird geschnitten${percent} …`,
    shrinking: (megabytes, percent) => `Wird auf ${megabytes} MB verkleinert${percent} …`,
    gif: (percent) => `Wird ein GIF${percent} …`,
    sound: (percent) => `Der Ton wird entnommen${percent} …`,
    posting: 'Wird gepostet …',
    percent: (percent) => `, ${percent} %`,
    laterInPlace: 'Das dauert länger: Er kommt an die Stelle des kürzeren.',
    later: {
      here: 'Das dauert länger: Der Clip kommt als eigene Nachricht.',
      dm: 'Das dauert länger: Der Clip kommt als Direktnachricht.',
      library:
        'Das dauert länger: Du bekommst eine Direktnachricht, wenn er in deiner Bibliothek ist.',
    },
  },

  outcomes: {
    inDms: 'Er ist in deinen Direktnachrichten.',
    inChannel: 'Er ist in einer eigenen Nachricht.',
    inLibrary: 'Er ist in deiner Bibliothek.',
    inLibraryAt: (page) => `Er ist in deiner Bibliothek: [ansehen](${page}).`,
    posted: 'Er ist gepostet.',
    dmInstead: 'Ich konnte ihn nicht dort posten, wo du wolltest.',
    inPlace: 'Der längere Clip steht an der Stelle des kürzeren.',
    deletedMeanwhile: 'Die Nachricht, deren Clip er ersetzen sollte, wurde inzwischen gelöscht.',
    answerInstead:
      'Ich konnte dir keine Direktnachricht schicken. Er liegt in der Antwort auf deinen Befehl.',
    notPosted: 'Dein Clip konnte nicht gepostet werden.',
    othersNotPosted: 'Er konnte nicht gepostet werden.',
    notPostedHere: (person) => `${person}, dieser Clip konnte hier nicht gepostet werden.`,
    notPostedKept: 'Er konnte nicht gepostet werden und ist darum in deiner Bibliothek.',
    broken: (id) =>
      `Dein Clip konnte nicht gemacht werden. Versuche es noch einmal; im Log steht es als ${id}.`,
    notMadeHere: (person) => `${person}, dieser Clip konnte nicht gemacht werden.`,
    failedDm: (why) => `**Dein Clip** · ${why}`,
    cancelled: 'Abgebrochen.',
    cancelledBy: (person) => `${person} hat diesen Clip abgebrochen.`,
    wasCancelled: 'Er wurde abgebrochen.',
    brokeOff: 'Hindsight ist mehrmals daran gescheitert.',
    noDm: 'Ich konnte dir keine Direktnachricht senden: Öffne auf Discord das Menü eines Servers, den wir teilen, wähle „Privatsphäre-Einstellungen“ und schalte „Direktnachrichten“ ein; oder wähle einen Kanal.',
    gone: 'Diesen Clip gibt es nicht mehr, darum kann er nicht gepostet werden.',
    deleted: 'Dieser Clip wurde inzwischen gelöscht, darum kommt er nirgendwohin.',
    noDmSoHere: 'Ich konnte dir keine Direktnachricht senden, darum ist er hier.',
    notThereSoHere: 'Ich konnte ihn nicht dort posten, wo du wolltest, darum ist er hier.',
  },

  discord: {
    channelGone: 'Den Kanal gibt es nicht mehr, oder ich bin nicht mehr auf seinem Server.',
    messageGone: 'Die Nachricht wurde inzwischen gelöscht.',
    answerOver: 'Die Zeit für eine Antwort auf deinen Befehl war um. Versuche es noch einmal.',
    answerOnly:
      'Ich bin nicht in diesem Kanal, darum kann dort nur eine Antwort innerhalb von 15 Minuten gepostet werden. Versuche einen kürzeren Clip.',
    wornOut: 'Eine alte Nachricht lässt sich nur einige Male ändern.',
    dmRefused:
      'Du nimmst von mir keine Direktnachrichten an. Öffne auf Discord das Menü eines Servers, den wir teilen, wähle „Privatsphäre-Einstellungen“ und schalte „Direktnachrichten“ ein.',
    dmNoServer:
      'Wir teilen keinen Server, darum kann ich dir nicht schreiben. Tritt einem bei, auf dem ich bin, und schalte in seinen „Privatsphäre-Einstellungen“ die „Direktnachrichten“ ein.',
    dmTooFast:
      'Discord lässt mich gerade keine Direktnachricht beginnen. Versuche es in einigen Minuten noch einmal.',
    tooLarge: 'Er ist zu groß für diesen Ort.',
    takesNone: 'Dieser Kanal nimmt keine Nachrichten an.',
    tooMany:
      'Wo ich nicht auf dem Server bin, kann ich nach deinem Befehl nur wenige Nachrichten senden.',
    hidden:
      'Ich sehe diesen Kanal nicht. Wer den Server verwaltet, muss mir dort das Recht „Kanal ansehen“ geben.',
    forbidden:
      'Mir fehlt in diesem Kanal ein Recht. Wer den Server verwaltet, muss mich dort Nachrichten senden und Dateien anhängen lassen.',
    noHistory:
      'Mir fehlt in diesem Kanal ein Recht. Wer den Server verwaltet, muss mir dort das Recht „Nachrichtenverlauf anzeigen“ geben.',
    refused: 'Discord hat die Nachricht nicht angenommen.',
    autoModerated:
      'Die Regeln dieses Servers (AutoMod) haben die Nachricht abgewiesen. Versuche einen anderen Titel, oder frage jemanden, der den Server verwaltet.',
    closed:
      'Der Thread ist archiviert oder gesperrt. Wer Threads verwaltet, kann ihn wieder öffnen.',
    busy: 'Discord antwortet gerade nicht. Versuche es bald noch einmal.',
  },

  alerts: {
    times: (count) => `Das war ${count}-mal in kurzer Zeit.`,
    muted: (until) =>
      `Bis ${until} schicke ich dir von mir aus keine Direktnachrichten. Was aus deinen eigenen Befehlen wird, erfährst du trotzdem; der Rest kommt mit deinem nächsten Befehl. \`/replay status\` beendet das.`,
    unmuted: 'Du erfährst es wieder als Direktnachricht.',
    mutedUntil: (until) => `Direktnachrichten von mir sind bis ${until} stumm.`,
    wereMuted: 'Du hast meine Direktnachrichten stumm geschaltet. `/replay status` beendet das.',
  },

  orders: {
    tooManyAtOnce: (most, running) =>
      [
        `${most} deiner Clips werden noch gemacht, so viele wie jeder auf einmal haben kann.`,
        ...(running ? [`Zuerst kommen ${running}.`] : []),
        'Um den nächsten kannst du bitten, sobald einer davon fertig ist.',
      ].join(' '),
    running: (name, step) => `„${name}“ (${step.replace(/[.…]+$/, '')})`,
    tooManyInWindow: (most, window, wait, running) =>
      `Du hast innerhalb von ${window} um ${most} Clips gebeten, so viele wie jeder haben kann; ${
        running > 0 ? `noch nicht fertig: ${running}` : 'sie sind alle fertig'
      }. Um den nächsten kannst du in ${wait} bitten.`,
    serverTooManyAtOnce: (running) =>
      `${running} Clips dieses Servers werden gerade gemacht, so viele wie ein Server auf einmal haben kann. Um den nächsten kannst du bitten, sobald einer davon fertig ist.`,
    serverTooManyInWindow: (most, window, wait) =>
      `Auf diesem Server wurde innerhalb von ${window} um ${most} Clips gebeten, so viele wie ein Server haben kann. Um den nächsten kannst du in ${wait} bitten.`,
    queueFull: (waiting) =>
      `Es warten schon ${waiting} Clips darauf, gemacht zu werden. Versuche es in einer Minute noch einmal.`,
    noRenderer:
      'Gerade läuft nichts, was Clips macht. Wer Hindsight betreibt, muss einen Prozess mit ROLES=worker starten. Bitte danach noch einmal darum.',
    noSuch: 'Diesen Auftrag gibt es nicht, oder er gehört dir nicht.',
    notCancelled: {
      'not yours': 'Nur wer um diesen Clip gebeten hat, kann ihn abbrechen.',
      'too late': 'Er wird schon gepostet.',
      over: 'Hier gibt es nichts mehr abzubrechen: Dieser Clip wurde gepostet, ist fehlgeschlagen oder wurde schon abgebrochen.',
    },
  },

  post: {
    about: (person, span, from, to) => `${person} · ${span} · ${from} bis ${to}`,
    by: (person) => `Gepostet von ${person}`,
    allThatIs: (asked) => `Verlangt waren ${asked}; das ist alles, was gepuffert ist.`,
    endInFull: (shown, whole) =>
      `Nur die letzten ${shown} von ${whole} passen hier in voller Qualität hinein.`,
    endWatchable: (shown, whole) =>
      `Nur die letzten ${shown} von ${whole} passen hier hinein und lassen sich noch ansehen.`,
    encodedAgain: (megabytes) =>
      `Neu kodiert, damit er in die ${megabytes} MB passt, die hier gepostet werden können.`,
    encodedAgainAt: (size, megabytes) =>
      `Neu kodiert in ${size}, damit er in die ${megabytes} MB passt, die hier gepostet werden können.`,
    noLink:
      'Ein Link ließe sich für niemand anderen öffnen: Hindsight hat keine öffentliche Adresse.',
    tooLarge: 'Zu groß, um hier gepostet zu werden, darum ein Link.',
    trimGone: 'Dieser Clip wird nicht mehr aufbewahrt, also gibt es nichts zuzuschneiden.',
    trimNotYours:
      'Nur die Person, deren Bildschirm er zeigt, oder wer um ihn gebeten hat, kann diesen Clip zuschneiden.',
  },

  pressed: {
    gone: 'Dieser Clip wird nicht mehr aufbewahrt.',
    noClipHere: 'In dieser Nachricht ist kein Clip von mir.',
    private: 'Dieser Clip ist privat, und hier ist nur ein Teil davon zu sehen.',
    privateNotKept:
      'Dieser Clip ist privat, und hier ist nur ein Teil davon zu sehen, darum kannst du ihn nicht behalten.',
    saveGone: 'Dieser Clip wird nicht mehr aufbewahrt, darum kann er nicht gespeichert werden.',
    saved: 'Gespeichert: Er ist in deiner Bibliothek und bleibt dort, bis du ihn löschst.',
    savedBefore: 'Er ist schon in deiner Bibliothek und bleibt dort, bis du ihn löschst.',
    onItsWay: 'Er ist schon auf dem Weg zu dir.',
    howMuchMore: 'Wie viel früher soll er beginnen? Der längere Clip kommt an seine Stelle.',
    moreTwice: 'Er wird schon verlängert.',
    moreOther: 'Diese Nachricht ist weg oder zeigt inzwischen einen anderen Clip.',
    moreNotYours:
      'Nur die Person, deren Bildschirm er zeigt, oder wer um ihn gebeten hat, kann diesen Clip verlängern.',
    morePassed:
      'Was vor diesem Clip war, ist nicht mehr gepuffert, darum kann er nicht früher beginnen.',
    moreGif: 'Ein GIF fasst höchstens 15 s. Mach ihn mit `/clip` als Video länger.',
    called: (title) => `In deiner Bibliothek heißt er von jetzt an **${title}**.`,
    untitled: 'In deiner Bibliothek hat er keinen Titel mehr.',
    deleteAsked: 'Diese Nachricht und den Clip löschen?',
    deleteNotYours:
      'Nur die Person, deren Bildschirm er zeigt, wer um ihn gebeten hat, oder wer hier das Recht „Nachrichten verwalten“ hat, kann diesen Clip löschen.',
    deleteNotHere:
      'Discord lässt mich diese Nachricht nicht löschen, weil ich nicht in diesem Kanal bin.',
    deleteInLibrary: 'Den Clip kannst du in deiner Bibliothek löschen.',
    deleteByHand: 'Du verwaltest hier Nachrichten: Lösche sie über ihr eigenes Menü auf Discord.',
    deleteAskManager: 'Wer hier Nachrichten verwaltet, kann sie auf Discord löschen.',
    deleted: 'Die Nachricht und der Clip sind gelöscht.',
    deletedGone: 'Die Nachricht ist gelöscht; den Clip gab es schon nicht mehr.',
    deletedNotTheirs:
      'Die Nachricht ist gelöscht. Der Clip ist noch in der Bibliothek der Person, der er gehört.',
    deletedDm: (person, channel) =>
      `**Dein Clip** · ${person} verwaltet die Nachrichten in ${channel} und hat dort einen Clip von dir gelöscht.`,
    asItIs: 'Alles bleibt, wie es ist.',
  },

  clipped: {
    here: (person, span, until, channel) =>
      `${person} hat ${span} von deinem geteilten Bildschirm geclippt, bis ${until}. Der Clip ist in ${channel} gepostet. Wer dich clippen darf, legst du auf der Seite zum Teilen fest: \`/replay start\`.`,
    dm: (person, span, until) =>
      `${person} hat ${span} von deinem geteilten Bildschirm geclippt, bis ${until}. Der Clip ging als Direktnachricht an diese Person. Wer dich clippen darf, legst du auf der Seite zum Teilen fest: \`/replay start\`.`,
    withdrawn: 'Der Clip ist gelöscht, und seine Nachricht auch.',
    messageLeft:
      'Der Clip ist hier gelöscht, aber seine Nachricht auf Discord konnte ich nicht löschen. Wer den Server verwaltet, kann es.',
  },

  rules: {
    mayNotShare:
      'Auf diesem Server dürfen nur Mitglieder mit bestimmten Rollen ihren Bildschirm teilen. Wer den Server verwaltet, kann dir eine davon geben.',
    mayNotClip:
      'Auf diesem Server dürfen nur Mitglieder mit bestimmten Rollen clippen. Wer den Server verwaltet, kann dir eine davon geben.',
    otherChannel:
      'Auf diesem Server darf Hindsight in jenem Kanal nicht benutzt werden. Wähle einen anderen, oder frage, wer den Server verwaltet.',
    full: (megabytes) =>
      `Die Clips dieses Servers belegen die ${megabytes} MB, die sie belegen dürfen. Lösche einige in deiner Bibliothek (\`/replay bibliothek\`), oder bitte um mehr, wer den Server verwaltet.`,
    onlyLast: (span) => `Auf diesem Server werden nur die letzten ${span} behalten.`,
  },

  settings: {
    noServer: 'Einstellungen gehören zu einem Server, auf dem ich bin. Tippe den Befehl dort ein.',
    notManager:
      'Nur wer diesen Server verwalten darf, sieht und ändert seine Einstellungen: Bitte um das Recht „Server verwalten“.',
    gone: 'Diese Einstellung kenne ich nicht mehr. `/replay einstellungen` zeigt, welche es gibt.',
    heading: (server) => `**Einstellungen von ${server}**`,
    change: 'Ändern …',
    labels: {
      shareRoles: 'Wer teilen darf',
      clipRoles: 'Wer clippen darf',
      deleteRoles: 'Wer Clips von anderen löschen darf',
      channels: 'Kanäle',
      windowMs: 'Wie weit zurück man clippen kann',
      delivery: 'Wie Clips gepostet werden',
      postedKeptMs: 'Wie lange Gepostetes aufbewahrt wird',
      quotaBytes: 'Platz für Clips',
      language: 'Sprache',
    },
    everybody: 'alle',
    nobody: 'niemand',
    everywhere: 'alle',
    wholeWindow: (span) => `so weit, wie es hier geht: ${span}`,
    asFile: 'als Datei',
    asLink: 'als Link',
    usualKept: (span) => `so lange, wie hier üblich: ${span}`,
    notKept: 'gar nicht',
    days: (count) => (count === 1 ? '1 Tag' : `${`${count}`.replace('.', ',')} Tage`),
    allSpace: 'so viel, wie da ist',
    noMegabytes: (typed, most) =>
      `„${typed}“ ist keine Zahl von Megabyte. Nimm eine ganze Zahl von 1 bis ${most}, oder nichts für so viel, wie da ist.`,
    discords: 'die des Servers auf Discord',
  },

  people: {
    forgetAsked: (remains) =>
      `Das beendet dein Teilen und löscht alles, was von dir aufbewahrt wird, auf jedem Server: was gepuffert ist, deine Clips und Markierungen, deine Einstellungen, Anmeldungen und API-Schlüssel. Es lässt sich nicht rückgängig machen; \`/replay exportieren\` gibt dir vorher eine Kopie. ${remains}`,
    remains:
      'Was auf Discord gepostet wurde, bleibt dort, bis du oder wer den Server verwaltet die Nachrichten löscht; ebenso bleiben Clips, die du von anderen gemacht hast, denn sie gehören ihnen.',
    forgotten: 'Alles, was von dir aufbewahrt wurde, ist gelöscht.',
    forgottenClips: (count) =>
      `Alles, was von dir aufbewahrt wurde, ist gelöscht, darunter ${count === 1 ? '1 Clip' : `${count} Clips`}.`,
    messagesLeft: (count) =>
      count === 1
        ? 'Auf Discord kann noch 1 Nachricht mit einem Clip von dir stehen.'
        : `Auf Discord können noch ${count} Nachrichten mit Clips von dir stehen.`,
    stopsKnown:
      'Bekannt bleibt nur, wo du eine Aufnahme beendet hast, damit dort keine von selbst beginnt, und was Hindsight in seinem Log vermerkt hat.',
    stillRecorded:
      'Dein Teilen konnte nicht beendet werden, weil LiveKit nicht antwortet: Schließe die Seite zum Teilen, und benutze `/replay vergessen` in einer Minute noch einmal.',
    exported:
      'Das ist, was von dir aufbewahrt wird. Zu jedem Clip gehört der Link, unter dem du ihn ansiehst und sein Video speicherst; wer diesen Link hat, kann das auch, also behalte die Datei für dich.',
  },

  shares: {
    failed: (channel, why) =>
      `**Dein geteilter Bildschirm** in ${channel} wird nicht aufgenommen: ${why} Beende das Teilen auf der Seite und teile noch einmal; \`/replay start\` gibt einen neuen Link. Was vorher aufgenommen wurde, kann noch geclippt werden.`,
    failing: (channel, why) =>
      `**Dein geteilter Bildschirm** in ${channel} wird nicht aufgenommen: ${why} Es wird von selbst wieder versucht, und du erfährst, wenn es klappt; lass die Seite offen. Was vorher aufgenommen wurde, kann noch geclippt werden.`,
    interrupted: (channel, since) =>
      `**Dein geteilter Bildschirm** in ${channel} ist unterbrochen: Der LiveKit-Server antwortet seit ${since} nicht, darum wird jetzt vielleicht nichts aufgenommen. Es geht von selbst weiter, wenn LiveKit wieder da ist; lass die Seite offen. Was vorher aufgenommen wurde, kann noch geclippt werden.`,
    resumed: (channel, from, to, why) =>
      `**Dein geteilter Bildschirm** in ${channel} wird wieder aufgenommen. Von ${from} bis ${to} gibt es nichts zu clippen: ${why} Was vorher aufgenommen wurde, kann noch geclippt werden.`,
    unstored: (channel, since) =>
      `**Dein geteilter Bildschirm** in ${channel} wird aufgenommen, aber der Speicher für die Aufnahmen antwortet seit ${since} nicht. Was aufgenommen wird, wartet und kommt dorthin, sobald er wieder da ist; bis dahin findet \`/clip\` es vielleicht nicht. Lass die Seite offen. Sag dem, der Hindsight betreibt, Bescheid, wenn es andauert.`,
    storedAgain: (channel) =>
      `**Dein geteilter Bildschirm** in ${channel}: Der Speicher ist wieder da, und alles Aufgenommene ist dort. Es kann wieder geclippt werden.`,
    voiceFailed: (channel, why) =>
      `Dein Mikrofon wird neben deinem geteilten Bildschirm in ${channel} nicht aufgenommen; der Bildschirm selbst schon. ${why} Schalte das Mikrofon auf der Seite zum Teilen aus und wieder ein, um es noch einmal zu versuchen.`,
    waiting: (channel, place, why) =>
      `**Dein geteilter Bildschirm** in ${channel} wird noch nicht aufgenommen: ${why} Lass die Seite offen. Du bist Nummer ${place} in der Schlange, und es beginnt von selbst; \`/replay status\` sagt, wie es steht.`,
    consentFirst:
      'Bevor du auf diesem Server teilst, lies auf der Seite, was davon behalten wird. Lade die Seite neu und teile dann.',
    noActive: 'Von dir läuft keine Aufnahme.',
    roomIs: (room) => `Der Raum dieses Kanals ist ${room}.`,
    othersShare: 'Das ist der geteilte Bildschirm von jemand anderem.',
    othersSound: 'Das ist der Ton von jemand anderem.',
    shareGone: 'Dieser Bildschirm wird nicht (mehr) geteilt.',
    soundGone: 'Dieser Ton wird nicht (mehr) geteilt.',
    otherTab:
      'Seitdem teilst du in einem anderen Tab oder auf einem anderen Gerät. Teile noch einmal, um es zurückzuholen.',
  },

  disk: {
    shorter: (kept, usual, why) =>
      `**Dein Puffer** ist kürzer als sonst: Gerade kannst du etwa die letzten ${kept} clippen statt ${usual}. ${why} Er wächst von selbst wieder, sobald Platz ist, und du erfährst, wenn er wieder ganz da ist; \`/replay status\` sagt, wie es steht.`,
    whole: (usual) =>
      `**Dein Puffer** ist wieder ganz da: Die letzten ${usual} lassen sich clippen, sobald du so lange geteilt hast.`,
    now: (kept, usual, why) =>
      `Gerade werden nur die letzten ${kept} behalten statt ${usual}. ${why}`,
    because: {
      disk: 'Der Datenträger mit dem Puffer ist fast voll.',
      all: 'Alle Aufnahmen zusammen belegen den Platz, den sie belegen dürfen.',
      person:
        'Deine Aufnahmen belegen den Platz, den eine Person belegen darf. In einer niedrigeren Qualität bleibt mehr davon.',
      server: 'Die Aufnahmen deines Servers belegen den Platz, den sie belegen dürfen.',
    },
    clipReadOnly:
      'Der Datenträger mit den Clips lässt sich nicht beschreiben, darum konnte dieser nicht gemacht werden. Bitte den Betreiber von Hindsight, danach zu sehen, und bestelle ihn noch einmal.',
    clipFull:
      'Der Datenträger mit den Clips ist voll, darum konnte dieser nicht gemacht werden. Bitte den Betreiber von Hindsight, Platz zu schaffen, und bestelle ihn noch einmal.',
  },

  faults: {
    notStarted: 'Die Aufnahme konnte nicht gestartet werden.',
    triedAgain: 'Die Aufnahme konnte nicht gestartet werden. Es wird noch einmal versucht.',
    brokeOff: 'Die Aufnahme ist abgebrochen.',
    ended: 'Die Aufnahme ist von selbst zu Ende gegangen.',
    livekitAway: 'Der LiveKit-Server war weg.',
    lostLivekit: 'Das Aufnahmegerät hatte die Verbindung zum LiveKit-Server verloren.',
    lostOnTheWay:
      'Die Bilder deines Browsers kamen nicht an: Seine Verbindung war weg oder zu langsam dafür.',
    restarted: 'Das Aufnahmegerät wurde neu gestartet.',
    noVoice: 'Von deinem Mikrofon kam nichts mehr an.',
    soundCame: 'Sie hat neu begonnen, um den Ton mitzunehmen.',
    noPictureAnyMore: 'Vom geteilten Bildschirm kam kein Bild mehr an.',
    noPicture:
      'Von deinem geteilten Bildschirm kommt kein Bild an. Bleibt es so, dann beende das Teilen und teile noch einmal; hilft das nicht, dann sind die Medien-Ports von LiveKit nicht offen.',
    tooBusy:
      'Der Computer, auf dem Hindsight läuft, war zu beschäftigt, um aufzunehmen. Passiert das noch einmal, dann bitte den Betreiber, ihn weniger auf einmal tun zu lassen.',
    diskSlow:
      'Der Datenträger mit dem Puffer ist zu langsam für alles, was aufgenommen wird. Bitte den Betreiber von Hindsight um einen schnelleren.',
    diskFull:
      'Der Datenträger mit dem Puffer ist voll. Bitte den Betreiber von Hindsight, Platz zu schaffen.',
    noRoomOnDisk:
      'Der Datenträger mit dem Puffer ist fast voll, und was übrig ist, gehört denen, die schon teilen. Versuche es in einigen Minuten noch einmal, oder bitte den Betreiber von Hindsight, Platz zu schaffen.',
    noRoomForAll:
      'Wer schon teilt, belegt allen Platz, den Aufnahmen belegen dürfen. Versuche es noch einmal, wenn jemand aufgehört hat, oder bitte den Betreiber von Hindsight um mehr.',
    noRoomForPerson:
      'Deine anderen Aufnahmen belegen allen Platz, den eine Person belegen darf. Versuche es in einigen Minuten noch einmal, oder bitte den Betreiber von Hindsight um mehr.',
    noRoomForServer:
      'Die anderen Aufnahmen dieses Servers belegen allen Platz, den sie belegen dürfen. Versuche es noch einmal, wenn jemand aufgehört hat, oder bitte den Betreiber von Hindsight um mehr.',
    diskReadOnly:
      'Auf den Datenträger mit dem Puffer kann nicht geschrieben werden. Bitte den Betreiber von Hindsight, ihn sich anzusehen.',
    vp8Slow:
      'Dein Browser sendet VP8, und der Computer, auf dem Hindsight läuft, kommt mit dem Umwandeln nicht nach. Teile von einem Browser, der H.264 sendet, etwa Chrome oder Edge.',
    vp8Broken:
      'Dein Browser sendet VP8, und was das auf dem Computer, auf dem Hindsight läuft, umwandelt, ist ausgefallen. Teile von einem Browser, der H.264 sendet, etwa Chrome oder Edge.',
    tooManyPixels:
      'Dein geteilter Bildschirm hat mehr Pixel, als aufgenommen werden können, nämlich 4096x2304. Teile auf der Seite zum Teilen, die große Bildschirme verkleinert, oder teile ein kleineres Fenster.',
    sizesChange:
      'Die Größe deines geteilten Bildschirms ändert sich zu oft, um sie aufzunehmen. Teile den ganzen Bildschirm, oder lass das Fenster, wie groß es ist.',
    noKeyframes:
      'Dein Browser sendet nur, was sich ändert, und keine ganzen Bilder, mit denen eine Aufnahme beginnen kann. Beende das Teilen und teile noch einmal, mit einem aktuellen Chrome oder Edge.',
    encrypted:
      'Dein geteilter Bildschirm ist Ende-zu-Ende-verschlüsselt, darum kann ihn niemand aufnehmen. Schalte die Verschlüsselung aus und teile noch einmal.',
    codec: (codec) =>
      `Dein Browser sendet ${codec}, und nur H.264 und VP8 können aufgenommen werden. Teile noch einmal auf der Seite zum Teilen, mit einem aktuellen Chrome oder Edge.`,
    recorderFull:
      'Der Computer, auf dem Hindsight läuft, nimmt schon so viele Bildschirme auf, wie er kann. Passiert das noch einmal, dann bitte den Betreiber um mehr Platz.',
    egressBusy:
      'Kein Aufnahmegerät ist frei: Alle LiveKit-Egress-Worker sind beschäftigt, oder keiner läuft.',
    egressGone:
      'Der geteilte Bildschirm war weg, bevor seine Aufnahme begann. Teile ihn noch einmal.',
    egressDiskFull:
      'Der Datenträger für Aufnahmen ist voll. Wer Hindsight betreibt, muss Platz schaffen.',
    egressReadOnly:
      'Das Aufnahmegerät darf nicht in seinen Ordner schreiben. Wer Hindsight betreibt, muss ihm das Recht geben.',
    egressUpload:
      'Das Aufnahmegerät konnte nichts in den Speicher für die Aufnahmen hochladen. Wer Hindsight betreibt, muss nachsehen, ob er erreichbar ist und ob die Schlüssel stimmen.',
    egressKilled:
      'Der Computer, der aufnimmt, hatte zu viel zu tun und hat die Aufnahme aufgegeben.',
    egressSilent: 'Das Aufnahmegerät (LiveKit Egress) antwortet nicht mehr.',
    egressBroken: 'Das Aufnahmegerät (LiveKit Egress) ist ausgefallen.',
  },

  previews: {
    letGo: 'Diese Vorschau wurde geschlossen. Öffne sie neu.',
    tooMany:
      'Drei Vorschauen von dir werden gerade geöffnet. Versuche es noch einmal, wenn sie offen sind.',
    tooShort: 'Ein Clip ist mindestens eine Sekunde lang. Wähle etwas mehr aus.',
    outside: 'Dieser Bereich ist nicht in dieser Vorschau. Wähle einen Teil dessen, was sie zeigt.',
    stopping: 'Hindsight wird gerade beendet. Versuche es in einer Minute noch einmal.',
    notTheirs:
      'Nur die Person, deren Bildschirm er zeigt, kann daraus einen neuen Clip machen. Du kannst ihn ansehen und sie darum bitten.',
  },

  deleted: {
    bySharer: (count) =>
      count === 1
        ? 'Ein Clip, den du gespeichert hattest, ist weg: Wer ihn geteilt hat, hat ihn gelöscht.'
        : `${count} Clips, die du gespeichert hattest, sind weg: Wer sie geteilt hat, hat sie gelöscht.`,
    byRole: (person, channel) =>
      `**Dein Clip** · ${person} hat in ${channel} einen Clip von dir gelöscht und hat dort eine Rolle dafür.`,
  },

  clips: {
    noSuch: 'Diesen Clip gibt es nicht, oder er gehört dir nicht.',
    noFile: 'Diese Datei gibt es nicht.',
    noPoster: 'Dieser Clip hat kein Vorschaubild.',
    storageAway:
      'Der Speicher für Clips antwortet gerade nicht, also kann dort nichts abgelegt und nichts geholt werden. Versuch es in ein paar Minuten wieder; wer diesen Server betreibt, findet den Grund in seinem Log.',
    copyIsPrivate:
      'Dieser Clip zeigt den Bildschirm von jemand anderem; nur diese Person kann ihn öffentlich machen.',
    madeInDm:
      'Dieser Clip kann nicht öffentlich sein. Er wurde in einer Direktnachricht gemacht, also gibt es keinen Server, dessen Mitglieder ihn ansehen könnten.',
    notOnServer:
      'Dieser Clip kann nicht öffentlich sein. Du bist kein Mitglied seines Servers mehr, oder ich bin nicht dort.',
    directMessages: 'Direktnachrichten',
    noCursor: (cursor) => `„${cursor}“ ist keine Stelle, an der eine Seite geendet hat.`,
  },

  places: {
    notThere: 'Diesen Kanal gibt es nicht, oder ich bin nicht auf seinem Server.',
    takesNone: (channel) =>
      `#${channel} nimmt keine Nachrichten an. Clips gehen in Text- und Ankündigungskanäle, Threads und Forenbeiträge, die Chats von Sprach- und Stage-Kanälen und in Direktnachrichten: Wähle so etwas.`,
    threadClosed: (channel) =>
      `Der Thread #${channel} ist archiviert oder gesperrt, darum kann dort nichts gepostet werden. Wer Threads verwaltet, kann ihn wieder öffnen; oder wähle einen anderen Kanal oder \`ziel: an mich als Direktnachricht\`.`,
    notMine:
      'Ich bin selbst nicht in diesem Kanal und kann hier nur auf Befehle antworten. Ein geposteter Clip lässt sich nicht ändern: Tippe `/clip` für einen längeren.',
    youMayNot: (channel, right) =>
      `Du darfst in #${channel} keine Dateien posten: Dir fehlt dort das Recht „${right}“. Wer den Server verwaltet, kann es dir geben; oder wähle einen anderen Kanal.`,
    iMayNot: (channel, right) =>
      `Ich darf in #${channel} keine Dateien posten. Wer den Server verwaltet, muss mir dort das Recht „${right}“ geben; oder wähle einen anderen Kanal.`,
    rights: {
      ViewChannel: 'Kanal ansehen',
      SendMessages: 'Nachrichten senden',
      SendMessagesInThreads: 'Nachrichten in Threads senden',
      AttachFiles: 'Dateien anhängen',
      EmbedLinks: 'Links einbetten',
      Connect: 'Verbinden',
    },
    mayNotJoin:
      'Diesen Kanal gibt es für dich nicht, oder ich bin nicht auf seinem Server. Wer den Server verwaltet, kann dir das Recht geben, ihm beizutreten.',
    chooseFirst: 'Wähle zuerst einen Kanal.',
    anotherChannel: 'Du bist für einen anderen Kanal angemeldet.',
    yourself: 'dir',
    aServer: 'einem Server',
    directMessages: 'Direktnachrichten',
  },

  signIn: {
    needed:
      'Du bist nicht angemeldet. Tippe /replay start oder /replay bibliothek in Discord für einen Link.',
    replayed:
      'Eine alte Anmeldung dieses Browsers wurde noch einmal benutzt; zur Sicherheit wurde sie beendet. Melde dich wieder an.',
    linkOver:
      'Dieser Link wurde schon benutzt oder ist älter als zehn Minuten. Tippe /replay start oder /replay bibliothek in Discord für einen neuen.',
    somebodyElse: (here, other) =>
      `In diesem Browser bist du als ${here} angemeldet, und dieser Link ist für ${other}. Melde dich erst ab, wenn du das bist; der Link bleibt gültig.`,
    notSetUp:
      'Die Anmeldung mit Discord ist hier nicht eingerichtet. Tippe /replay bibliothek in Discord für einen Link.',
    pagesAlone:
      'Das ist nur für die Seiten. Mit einem API-Schlüssel geht, was in docs/api.md steht.',
  },

  http: {
    nothingHere: 'Unter dieser Adresse gibt es nichts.',
    broken: (id) => `Hier ist etwas schiefgegangen. Im Log steht es als ${id}.`,
    brokenTryAgain: 'Hier ist etwas schiefgegangen. Versuche es noch einmal.',
    notRight: (where) => `Die Anfrage stimmt nicht: ${where}.`,
    needsObject: 'Sie braucht ein JSON-Objekt als Inhalt',
    tooLarge: (kilobytes) => `Das ist zu viel für eine Anfrage: höchstens ${kilobytes} KB.`,
    malformed: 'Die Anfrage stimmt nicht: Sieh dir ihre Adresse und ihre Kopfzeilen an.',
    sayWhatToChange: 'Die Anfrage stimmt nicht: Sag, was sich ändern soll.',
    needsChannel:
      'Die Anfrage stimmt nicht: channelId: wird gebraucht, um in einen Kanal zu posten.',
    tooManyStreams: (most) =>
      `Du hast schon ${most} Seiten oder Programme offen, die zuhören. Schließe einige davon.`,
    discordAway: 'Discord antwortet gerade nicht. Versuche es bald noch einmal.',
    livekitAway: 'LiveKit antwortet gerade nicht. Versuche es bald noch einmal.',
    tooOften: (time) => `Das wurde gerade zu oft versucht. Versuche es in ${time} noch einmal.`,
    otherSite: 'Diese Anfrage kam von einer anderen Website.',
    notBuilt: 'Die Seiten sind nicht gebaut. Führe `npm run build:pages` aus.',
    noPicture: 'Dieses Bild gibt es nicht.',
    measuring: 'Deine Verbindung wird schon gemessen. Versuche es gleich noch einmal.',
    tooSlow: 'Das Hochladen hat zu lange gedauert.',
    tooMuch: 'Das ist mehr, als zum Messen gebraucht wird: höchstens 2 MB.',
    uploadBroke: 'Das Hochladen ist abgebrochen.',
  },

  fields: {
    text: 'muss ein Text sein',
    longest: (most) => `darf höchstens ${most} Zeichen lang sein`,
    noControls: 'darf keine Zeilenumbrüche oder Steuerzeichen enthalten',
    tooLong: 'ist zu lang',
    visibility: 'muss private oder public sein',
    onlyTrue: 'kann nur true sein',
    clipId: 'ist keine ID eines Clips',
    clipIds: 'muss eine Liste von Clip-IDs sein',
    someClip: 'muss einen Clip nennen',
    mostClips: (most) => `darf höchstens ${most} Clips auf einmal nennen`,
    discordId: 'muss eine Discord-ID sein, „123...“',
    oneSource: 'nenne entweder das, oder sinceMark, oder preview mit fromMs und toMs',
    withPreview: 'wird mit preview gebraucht',
    limit: (most) => `muss eine ganze Zahl von 1 bis ${most} sein`,
    scope: 'muss mine oder public sein',
    oneOf: (list) => `muss eines von ${list} sein`,
    listed: (list) => `muss ${list} sein`,
    previewOf: 'sie braucht entweder "of": "buffer" oder eine clipId',
  },

  clipPage: {
    untitled: (length) => `Ein Clip von ${length}`,
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
