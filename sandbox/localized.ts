import { Locale } from 'discord-api-types/v10';

/** A command, option or choice with what it is called elsewhere. */
export interface Localized {
  name: string;
  description?: string;
  name_localizations?: Record<string, string> | null;
  description_localizations?: Record<string, string> | null;
}

export const LOCALES: readonly string[] = Object.values(Locale);

/** What Discord shows a person of that locale. */
export const nameFor = ({ name, name_localizations }: Localized, locale: string): string =>
  name_localizations?.[locale] ?? name;
export const descriptionFor = (one: Localized, locale: string): string =>
  one.description_localizations?.[locale] ?? one.description ?? '';

/** Whether a person of that locale can type it so: by the name that they are shown, or by its own. */
export const isCalled = (one: Localized, typed: string, locale: string): boolean =>
  one.name === typed || nameFor(one, locale) === typed;

/** Discord lists commands without their localizations, unless it is asked for them. */
export function withoutLocalizations<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutLocalizations) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) =>
    key.endsWith('_localizations') ? [key, null] : [key, withoutLocalizations(one)],
  );
  return Object.fromEntries(entries);
}

/** What Discord counts of a command, characters: all names, descriptions and values, each in its longest language. */
export function lengthOf(json: Record<string, any>): number {
  const longest = (own: unknown, others: unknown) =>
    Math.max(...[own, ...Object.values(others ?? {})].map((text) => String(text ?? '').length));
  const inner = [...(json.options ?? []), ...(json.choices ?? [])];
  return inner.reduce(
    (sum, one) => sum + lengthOf(one),
    longest(json.name, json.name_localizations) +
      longest(json.description, json.description_localizations) +
      String(json.value ?? '').length,
  );
}
