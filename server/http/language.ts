import type { Context } from 'koa';
import {
  languageOf as known,
  LANGUAGES,
  type Language,
  USUAL,
  type Words,
  wordsIn,
} from '../words/words.ts';

/** What the reader of an answer asked for; pages name it in the address where they can set no header (`EventSource`). */
export function languageOf(ctx: Context): Language {
  const named = typeof ctx.query.language === 'string' ? known(ctx.query.language) : undefined;
  return named ?? known(ctx.acceptsLanguages(...LANGUAGES) || undefined) ?? USUAL;
}

export const wordsFor = (ctx: Context): Words => wordsIn(languageOf(ctx));

/** Whether the request says anything about it: programs send nothing, or a `*` that their library adds. */
export const namesLanguage = (ctx: Context): boolean =>
  !['', '*'].includes(ctx.get('Accept-Language'));
