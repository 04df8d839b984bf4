import type { LocalizationMap, SharedNameAndDescription } from 'discord.js';
import { LANGUAGES, type Language, USUAL, type Words, wordsIn } from '../server/words/words.ts';

interface Named {
  name: string;
  description: string;
}

/** Gives a command, subcommand or option its name and description in every language; handlers know it by the English one. */
export function worded<T extends SharedNameAndDescription>(
  builder: T,
  pick: (commands: Words['commands']) => Named,
): T {
  const { name, description } = pick(wordsIn(USUAL).commands);
  builder
    .setName(name)
    .setDescription(description)
    .setNameLocalizations(inOthers((language) => pick(wordsIn(language).commands).name))
    .setDescriptionLocalizations(
      inOthers((language) => pick(wordsIn(language).commands).description),
    );
  return builder;
}

/** An option's choices, in the order of their values. */
export function wordedChoices<T extends string>(
  pick: (commands: Words['commands']) => Record<T, string>,
) {
  const english = pick(wordsIn(USUAL).commands);
  return (Object.keys(english) as T[]).map((value) => ({
    value,
    name: english[value],
    name_localizations: inOthers((language) => pick(wordsIn(language).commands)[value]),
  }));
}

/** The name of a command in a menu, in every language; it has no description. */
export function wordedMenu(pick: (menus: Words['menus']) => string) {
  return {
    name: pick(wordsIn(USUAL).menus),
    name_localizations: inOthers((language) => pick(wordsIn(language).menus)),
  };
}

function inOthers(say: (language: Language) => string): LocalizationMap {
  const others = LANGUAGES.filter((language) => language !== USUAL);
  const entries = others.flatMap((language) =>
    wordsIn(language).locales.map((locale) => [locale, say(language)]),
  );
  return Object.fromEntries(entries);
}
