/** The languages of the pages. The server answers in the one that is named to it: see api.ts and page-events.ts. */
export type Language = 'en' | 'de';

const CHOICE = 'hindsight.language';

/** The one that was chosen here, else the browser's, else English. */
export const language: Language = pickLanguage(
  globalThis.localStorage?.getItem(CHOICE),
  globalThis.navigator?.languages ?? [],
);

/** How numbers and times are written: as in the browser's own variety of that language, if it has one. */
export const locale: string =
  globalThis.navigator?.languages?.find((tag) => tag.startsWith(language)) ?? language;

export function pickLanguage(
  chosen: string | null | undefined,
  wanted: readonly string[],
): Language {
  if (chosen === 'de' || chosen === 'en') return chosen;
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase());
  return known.find((tag) => tag === 'de' || tag === 'en') === 'de' ? 'de' : 'en';
}

/** Remembers the choice and opens the page in it. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(CHOICE, chosen);
  location.reload();
}

/**
 * The texts of a page in the language of its reader: strings, and functions where something is filled in.
 * Every language has the same ones, or it does not compile.
 */
export function inLanguage<T extends Texts>({ en, de }: { en: T; de: Same<T> }): T {
  return (language === 'de' ? de : en) as T;
}

type Texts = Record<string, string | ((...filling: any[]) => string)>;
type Same<T extends Texts> = {
  [K in keyof T]: T[K] extends (...filling: infer F) => string ? (...filling: F) => string : string;
};
