import { inLanguage } from '../i18n.ts';

/** What is said about clips: asking for them, how far they are, markers, the small panel. */
export const say = inLanguage({
  en: {
    clip: 'Clip',
    clipThat: 'Clip that',
    clipThatLong: (length: string) => `the last ${length}`,
    presets: 'Clip the last',
    seconds: (n: number) => `${n} s`,
    minutes: (n: number) => `${n} min`,
    about: (size: string) => `≈ ${size}`,
    onlySoFar: (clock: string) => `Only ${clock} so far: longer clips hold just that.`,
    onlyKept: (clock: string) =>
      `The last ${clock} are kept, as storage is short: longer clips hold just that.`,
    nothingBuffered: 'Nothing is buffered yet, so there is nothing to clip.',
    fitted: (limit: string) =>
      `What is larger than ${limit} is encoded again to fit, or posted as a link.`,
    placesAway: (why: string) => `Where you may post isn’t known just now: ${why}`,
    trim: 'Trim…',
    trimMore: 'Choose the moments exactly, in a new tab',
    asked: (length: string) => `The last ${length} are being clipped.`,
    keys: 'Keys: C clips, 1 to 5 are the lengths, M sets a marker.',

    mark: 'Set a marker',
    label: 'What happened (optional)',
    labelHint: 'What happened?',
    marked: (label: string) => (label ? `Marked: ${label}` : 'Marked.'),
    marks: 'Markers',
    noLabel: 'Marker',
    removeMark: (label: string) => `Remove the marker ${label}`,

    made: 'Clips just made',
    noneMade: 'None yet. What you clip here or in Discord shows up here.',
    ordersAway: (why: string) => `How your clips stand isn’t known just now: ${why}`,

    openPanel: 'Small panel on top',
    openPanelMore: 'Stays above other windows, with the lengths and the marker',
    closePanel: 'Close the small panel',
    panelTrouble: 'The browser didn’t open the panel. Try again with a click.',
    hotkeys:
      'A game in fullscreen keeps all keys to itself. A hotkey tool or a Stream Deck can clip with a key from /replay key; how is in Hindsight’s docs/hotkeys.md, which whoever runs it has.',
    panelTitle: 'Hindsight',
  },
  de: {
    clip: 'Clip',
    clipThat: 'Clip machen',
    clipThatLong: (length: string) => `die letzten ${length}`,
    presets: 'Clip der letzten',
    seconds: (n: number) => `${n} s`,
    minutes: (n: number) => `${n} min`,
    about: (size: string) => `≈ ${size}`,
    onlySoFar: (clock: string) => `Bisher nur ${clock}: Auch längere Clips enthalten nicht mehr.`,
    onlyKept: (clock: string) =>
      `Die letzten ${clock} bleiben, weil der Speicherplatz knapp ist: Auch längere Clips enthalten nicht mehr.`,
    nothingBuffered: 'Noch ist nichts gepuffert, also gibt es nichts für einen Clip.',
    fitted: (limit: string) =>
      `Was größer ist als ${limit}, wird passend neu kodiert oder als Link gepostet.`,
    placesAway: (why: string) => `Wo du posten darfst, ist gerade nicht bekannt: ${why}`,
    trim: 'Zuschneiden …',
    trimMore: 'Die Stelle genau wählen, in einem neuen Tab',
    asked: (length: string) => `Aus den letzten ${length} wird ein Clip.`,
    keys: 'Tasten: C macht einen Clip, 1 bis 5 die Längen, M setzt eine Markierung.',

    mark: 'Markierung setzen',
    label: 'Was war (freiwillig)',
    labelHint: 'Was war?',
    marked: (label: string) => (label ? `Markiert: ${label}` : 'Markiert.'),
    marks: 'Markierungen',
    noLabel: 'Markierung',
    removeMark: (label: string) => `Markierung ${label} entfernen`,

    made: 'Eben gemachte Clips',
    noneMade: 'Noch keine. Was du hier oder in Discord clippst, erscheint hier.',
    ordersAway: (why: string) => `Wie es um deine Clips steht, ist gerade nicht bekannt: ${why}`,

    openPanel: 'Kleines Fenster obenauf',
    openPanelMore: 'Bleibt über anderen Fenstern, mit den Längen und der Markierung',
    closePanel: 'Kleines Fenster schließen',
    panelTrouble: 'Der Browser hat das Fenster nicht geöffnet. Versuche es noch einmal per Klick.',
    hotkeys:
      'Ein Spiel im Vollbild behält alle Tasten für sich. Ein Hotkey-Programm oder ein Stream Deck kann mit einem Schlüssel von /replay schlüssel Clips machen; wie, steht in docs/hotkeys.md von Hindsight, und das hat, wer es betreibt.',
    panelTitle: 'Hindsight',
  },
});
