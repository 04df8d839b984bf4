import { de } from './de.ts';
import { en } from './en.ts';

/** What every language has to say: a language that lacks a sentence does not compile. */
export type Words = Same<typeof en>;
type Same<T> = {
  [K in keyof T]: T[K] extends string | readonly unknown[]
    ? T[K]
    : T[K] extends (...filling: infer F) => infer R
      ? (...filling: F) => R
      : Same<T[K]>;
};

/** A sentence in whatever language its reader has. */
export type Say = (words: Words) => string;

/** A further language is its file, and its name here. */
const ALL = { en, de } satisfies Record<string, Words>;

export type Language = keyof typeof ALL;
export const LANGUAGES = Object.keys(ALL) as Language[];
/** Where nobody said what they read; also that of logs. */
export const USUAL: Language = 'en';

export const wordsIn = (language: Language): Words => ALL[language];

/** Those of whoever has that locale, as Discord names it. */
export const wordsAt = (locale: string | null | undefined): Words =>
  wordsIn(languageOf(locale) ?? USUAL);

/** The language that is meant by a tag, such as `de-AT` or Discord's `en-US`; undefined where we do not have it. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const wanted = tag?.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === wanted);
}
