import { en } from './en.ts';
import type { Words } from './words.ts';

/** Sentences that parts write down, or hand over, without knowing who will read them. */
const GROUPS = ['faults', 'fields'] as const;
const FILLED = '\u0001';

interface Known {
  pattern: RegExp;
  say(words: Words, filling: string[]): string;
}

const KNOWN = GROUPS.flatMap((group) =>
  Object.keys(en[group]).map((key) => knownBy((words) => (words[group] as unknown as Group)[key])),
);

type Group = Record<string, string | ((...filling: string[]) => string)>;

function knownBy(pick: (words: Words) => Group[string] | undefined): Known {
  const mine = pick(en) ?? '';
  const blanks = typeof mine === 'string' ? 0 : mine.length;
  const sentence = typeof mine === 'string' ? mine : mine(...Array<string>(blanks).fill(FILLED));
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const text = sentence.split(FILLED).map(literal).join('(.+)');
  return {
    pattern: new RegExp(`^${text}$`),
    say(words, filling) {
      const said = pick(words) ?? '';
      return typeof said === 'string' ? said : said(...filling);
    },
  };
}

/** An English sentence of ours in another language; what is none of ours stays as it is. */
export function translated(sentence: string, words: Words): string {
  for (const { pattern, say } of KNOWN) {
    const found = pattern.exec(sentence);
    if (found) return say(words, found.slice(1));
  }
  return sentence;
}
