import { inLanguage } from '../i18n.ts';

/** What the privacy page says. */
export const say = inLanguage({
  en: {
    title: 'Privacy',
    intro:
      'What Hindsight keeps, where, how long, who sees it, and how to have it deleted. Everything below is read from the running server.',
    loading: 'Loading…',
    away: 'Hindsight doesn’t answer. This page comes back by itself.',
    ofYou: 'What is kept of you',
    ofYouClips: (clips: string, size: string) => `${clips}, ${size}`,
    noneOfYou: 'You have no clips.',
    clips: (count: number) => (count === 1 ? '1 clip' : `${count} clips`),
    recordingNow: (size: string, until: string) =>
      `${size} of your screen, which is gone ${until} unless you go on sharing.`,
    noRecording: 'Nothing of your screen is kept right now.',
    nextGoes: (count: number, when: string) =>
      count === 1
        ? `The next clip goes ${when}.`
        : `The next ${count} clips go, the first ${when}.`,
    signedInAs: (name: string) => `Signed in as ${name}.`,
    toLibrary: 'See and delete your clips',
    signInToSee: 'Sign in on the library page to see here what is kept of you.',
    whoMayClip: 'Who may clip you',
    onServer: (server: string, window: string, posted: string) =>
      `On ${server}, the last ${window} are kept, and posted clips ${posted}.`,
    notKept: 'not at all',
    nobody: 'nobody but you',
    channel: 'people in the same channel',
    server: 'members of the server',
    what: 'What is kept',
    whatScreen: (window: string) =>
      `While you share, the last ${window} of picture and sound. Nothing is kept before you press “Share screen”, and the page says so while it records.`,
    whatVoice:
      'Your microphone, only while you have switched it on beside a share, as long as the picture. Clips that others make of you hold it only where you allow that when you switch it on.',
    whatClips: 'The clips that you made, with title, channel, time and markers.',
    whatAccount:
      'Your Discord id, name and picture’s address while you are signed in, the markers you set, your settings, where you agreed to be recorded, the servers on which you used Hindsight or that Discord named when you signed in (only those where Hindsight is, too), and which API keys you made (never the keys themselves).',
    whatPictures:
      'People’s pictures from Discord, in memory for a while: this server shows them, so your browser asks Discord for none.',
    whatElse:
      'Where your clips were posted; for 24 hours, which clips you asked for and how that went; for up to a week what you still have to be told of a recording that ended; for 30 days which clips others made of you.',
    whatNot:
      'No messages, no members’ lists, no camera, no voice channel: only the window or screen that you choose.',
    long: 'How long',
    longScreen: (window: string) =>
      `Your screen: ${window}. Older parts are deleted all the time, and what nothing below holds is gone ${window} after you stop sharing.`,
    longHeld:
      'A trim page holds what it shows until it is closed, or until 90 seconds after nothing is heard of it any more. A clip that is being made holds its part until it is done, failed or cancelled.',
    longPosted: (time: string) =>
      `Clips that were posted: ${time} in your library, then they go by themselves. You can keep them, or delete them sooner.`,
    longPostedNot: 'Clips that were posted are not kept here; the message in Discord has them.',
    longLibrary: 'Clips that you put into your library or keep: until you delete them.',
    longDeleted:
      'What you delete can be brought back for a minute, then its file is gone. Only a trim page that shows it, or posting it that is under way, holds it until that is over.',
    longSession: (session: string, idle: string, link: string) =>
      `Signing in lasts ${session} at most and ends after ${idle} without use; a personal link from Discord works once, within ${link}.`,
    longClipLink: (time: string) =>
      `A link to a clip works for at most ${time}, until its clip goes or you revoke it.`,
    where: 'Where',
    whereServer: (url: string) =>
      `On the machine that runs Hindsight (${url}), in a folder of its own.`,
    whereStoreSqlite: 'Lists and settings are in a database file on that machine.',
    whereStoreRedis: 'Lists and settings are in a Redis database of whoever runs it.',
    whereLivekitOwn:
      'Your screen travels encrypted from your browser to that machine, and nowhere else.',
    whereLivekitElsewhere:
      'Your screen travels encrypted through a LiveKit server that whoever runs Hindsight chose; it is not stored there.',
    whereRecorderEmbedded: 'It is recorded by Hindsight itself.',
    whereRecorderEgress:
      'It is recorded by LiveKit’s Egress, a separate program of whoever runs Hindsight.',
    whereDiscord:
      'A clip that is posted is uploaded to Discord, and Discord’s own rules hold for it there.',
    whereNobody:
      'These pages load nothing from anybody else: no statistics, no advertising, no foreign fonts.',
    who: 'Who sees it',
    whoScreen:
      'Your recording: only you can watch it. Others can clip from it only where “Who may clip you” lets them, on servers where you agreed to that when you shared; you are told of every such clip, and can delete it.',
    whoPrivate:
      'A private clip: you, whoever reads the channel where you post it, and whoever has its link.',
    whoPublic:
      'A public clip: also the members of its server. Discord is asked who is one, and a yes is remembered for half a minute.',
    whoAdmin: 'Whoever runs this machine can read its disk.',
    deleted: 'How to have it deleted',
    deleteStop:
      'Press “Stop sharing”, or type /replay stop in Discord: nothing new is kept from then on.',
    deleteClips: 'Delete clips in your library, one or all at once.',
    deleteMessage: 'Delete a posted message in Discord: that is not in Hindsight’s hands.',
    deleteLink: 'Revoke a clip’s link in the library: whoever has it finds nothing any more.',
    deleteSession: '“Sign out everywhere” in the menu with your name ends every session.',
    deleteKeys: 'Type /replay key in Discord to see your API keys and take them back.',
    deleteServer:
      'When Hindsight is removed from a Discord server, what it kept for it, the clips made there included, is deleted seven days later, unless it comes back.',
    copy: 'Type /replay export in Discord for a copy of what is kept of you.',
    deleteAll:
      'Type /replay forget in Discord: everything that is kept of you is deleted at once, except that you stopped a recording, so that none begins by itself, and what the server noted in its log.',
    discordSignIn:
      'Signing in with Discord asks you for three permissions, but Hindsight reads only who you are, and gives Discord’s access token back at once. It gets no password.',
  },
  de: {
    title: 'Datenschutz',
    intro:
      'Was Hindsight aufbewahrt, wo, wie lange, wer es sieht und wie man es löscht. Alles hier sagt der laufende Server selbst.',
    loading: 'Wird geladen …',
    away: 'Hindsight antwortet nicht. Diese Seite kommt von selbst zurück.',
    ofYou: 'Was von dir aufbewahrt wird',
    ofYouClips: (clips, size) => `${clips}, ${size}`,
    noneOfYou: 'Du hast keine Clips.',
    clips: (count) => (count === 1 ? '1 Clip' : `${count} Clips`),
    recordingNow: (size, until) =>
      `${size} von deinem Bildschirm, weg ${until}, wenn du nicht weiter teilst.`,
    noRecording: 'Von deinem Bildschirm wird gerade nichts aufbewahrt.',
    nextGoes: (count, when) =>
      count === 1
        ? `Der nächste Clip verschwindet ${when}.`
        : `Die nächsten ${count} Clips verschwinden, der erste ${when}.`,
    signedInAs: (name) => `Angemeldet als ${name}.`,
    toLibrary: 'Deine Clips ansehen und löschen',
    signInToSee:
      'Melde dich auf der Seite der Bibliothek an, um hier zu sehen, was von dir aufbewahrt wird.',
    whoMayClip: 'Wer dich clippen darf',
    onServer: (server, window, posted) =>
      `Auf ${server} werden die letzten ${window} aufbewahrt und gepostete Clips ${posted}.`,
    notKept: 'gar nicht',
    nobody: 'niemand außer dir',
    channel: 'Leute im selben Kanal',
    server: 'Mitglieder des Servers',
    what: 'Was aufbewahrt wird',
    whatScreen: (window) =>
      `Während du teilst, die letzten ${window} Bild und Ton. Nichts wird aufbewahrt, bevor du auf „Bildschirm teilen“ drückst, und die Seite sagt es, während sie aufnimmt.`,
    whatVoice:
      'Dein Mikrofon, nur solange du es neben einem geteilten Bildschirm eingeschaltet hast, so lange wie das Bild. In Clips, die andere von dir machen, ist es nur, wo du das beim Einschalten erlaubst.',
    whatClips: 'Die Clips, die du gemacht hast, mit Titel, Kanal, Zeit und Markierungen.',
    whatAccount:
      'Deine Discord-ID, dein Name und die Adresse deines Bildes, solange du angemeldet bist, deine Markierungen, deine Einstellungen, wo du der Aufnahme zugestimmt hast, die Server, auf denen du Hindsight benutzt hast oder die Discord beim Anmelden genannt hat (nur solche, auf denen auch Hindsight ist), und welche API-Schlüssel du gemacht hast (nie die Schlüssel selbst).',
    whatPictures:
      'Bilder von Leuten aus Discord, eine Weile im Arbeitsspeicher: Dieser Server zeigt sie, dein Browser fragt Discord nach keinem.',
    whatElse:
      'Wohin deine Clips gepostet wurden; 24 Stunden lang, welche Clips du bestellt hast und was daraus wurde; bis zu eine Woche lang, was dir über das Ende einer Aufnahme noch zu sagen ist; 30 Tage lang, welche Clips andere von dir gemacht haben.',
    whatNot:
      'Keine Nachrichten, keine Mitgliederlisten, keine Kamera, kein Sprachkanal: nur das Fenster oder der Bildschirm, den du wählst.',
    long: 'Wie lange',
    longScreen: (window) =>
      `Dein Bildschirm: ${window}. Ältere Teile werden laufend gelöscht, und was nicht wie folgt festgehalten wird, ist ${window} nach dem Ende des Teilens weg.`,
    longHeld:
      'Eine Seite zum Zuschneiden hält, was sie zeigt, bis sie geschlossen wird, oder bis 90 Sekunden lang nichts mehr von ihr zu hören war. Ein Clip, der gerade entsteht, hält seinen Teil, bis er fertig, fehlgeschlagen oder abgebrochen ist.',
    longPosted: (time) =>
      `Gepostete Clips: ${time} in deiner Bibliothek, dann verschwinden sie von selbst. Du kannst sie behalten oder früher löschen.`,
    longPostedNot:
      'Gepostete Clips werden hier nicht aufbewahrt; sie stehen in der Nachricht in Discord.',
    longLibrary: 'Clips, die du in deine Bibliothek legst oder behältst: bis du sie löschst.',
    longDeleted:
      'Gelöschtes lässt sich eine Minute lang zurückholen, dann ist die Datei weg. Nur eine Seite zum Zuschneiden, die es zeigt, oder ein Posten, das noch läuft, hält sie, bis das vorbei ist.',
    longSession: (session, idle, link) =>
      `Eine Anmeldung gilt höchstens ${session} und endet, wenn sie ${idle} lang nicht benutzt wird; ein persönlicher Link aus Discord gilt einmal, innerhalb von ${link}.`,
    longClipLink: (time) =>
      `Ein Link zu einem Clip gilt höchstens ${time}, bis der Clip verschwindet oder du den Link widerrufst.`,
    where: 'Wo',
    whereServer: (url) =>
      `Auf dem Rechner, auf dem Hindsight läuft (${url}), in einem eigenen Ordner.`,
    whereStoreSqlite:
      'Listen und Einstellungen stehen in einer Datenbank-Datei auf diesem Rechner.',
    whereStoreRedis:
      'Listen und Einstellungen stehen in einer Redis-Datenbank derer, die Hindsight betreiben.',
    whereLivekitOwn:
      'Dein Bildschirm reist verschlüsselt von deinem Browser zu diesem Rechner und nirgends sonst hin.',
    whereLivekitElsewhere:
      'Dein Bildschirm reist verschlüsselt über einen LiveKit-Server, den die Betreiber von Hindsight gewählt haben; dort wird er nicht gespeichert.',
    whereRecorderEmbedded: 'Aufgenommen wird er von Hindsight selbst.',
    whereRecorderEgress:
      'Aufgenommen wird er von LiveKits Egress, einem eigenen Programm derer, die Hindsight betreiben.',
    whereDiscord:
      'Ein geposteter Clip wird zu Discord hochgeladen; dort gelten die Regeln von Discord.',
    whereNobody:
      'Diese Seiten laden nichts von anderen: keine Statistik, keine Werbung, keine fremden Schriften.',
    who: 'Wer es sieht',
    whoScreen:
      'Deine Aufnahme: Nur du kannst sie ansehen. Andere können Clips daraus nur machen, wo „Wer dich clippen darf“ es ihnen erlaubt, auf Servern, auf denen du beim Teilen zugestimmt hast; du erfährst von jedem solchen Clip und kannst ihn löschen.',
    whoPrivate:
      'Einen privaten Clip: du, wer den Kanal liest, in den du ihn postest, und wer seinen Link hat.',
    whoPublic:
      'Einen öffentlichen Clip: auch die Mitglieder seines Servers. Wer das ist, wird Discord gefragt, und ein Ja wird eine halbe Minute lang gemerkt.',
    whoAdmin: 'Wer diesen Rechner betreibt, kann seine Festplatte lesen.',
    deleted: 'Wie man es löscht',
    deleteStop:
      'Drücke „Nicht mehr teilen“, oder tippe /replay stop in Discord: Von da an wird nichts Neues aufbewahrt.',
    deleteClips: 'Lösche Clips in deiner Bibliothek, einzeln oder alle auf einmal.',
    deleteMessage:
      'Lösche eine gepostete Nachricht in Discord: Die liegt nicht in der Hand von Hindsight.',
    deleteLink:
      'Widerrufe den Link eines Clips in der Bibliothek: Wer ihn hat, findet nichts mehr.',
    deleteSession: '„Überall abmelden“ im Menü mit deinem Namen beendet jede Sitzung.',
    deleteKeys:
      'Tippe /replay schlüssel in Discord, um deine API-Schlüssel zu sehen und zurückzunehmen.',
    deleteServer:
      'Wird Hindsight von einem Discord-Server entfernt, wird nach sieben Tagen gelöscht, was es für ihn aufbewahrt hat, auch die Clips von dort, außer es kommt zurück.',
    copy: 'Tippe /replay exportieren in Discord für eine Kopie dessen, was von dir aufbewahrt wird.',
    deleteAll:
      'Tippe /replay vergessen in Discord: Alles, was von dir aufbewahrt wird, ist sofort gelöscht, außer dass du eine Aufnahme beendet hast, damit keine von selbst beginnt, und was der Server in sein Protokoll geschrieben hat.',
    discordSignIn:
      'Die Anmeldung mit Discord bittet dich um drei Erlaubnisse, Hindsight liest aber nur, wer du bist, und gibt den Zugang von Discord sofort zurück. Ein Passwort bekommt es nicht.',
  },
});
