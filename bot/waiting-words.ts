/** Discord's law, characters of a message. */
const LONGEST = 2000;

/** What waited for a person, in as few messages as can be: where the bot is not, there can be only five. */
export function inMessages(
  waiting: string[],
  note: string,
): { words: string[]; content: string }[] {
  const contentOf = (words: string[]) => `${words.join('\n\n')}\n-# ${note}`;
  const groups: string[][] = [];
  for (const words of waiting) {
    const last = groups.at(-1);
    if (last && contentOf([...last, words]).length <= LONGEST) last.push(words);
    else groups.push([words]);
  }
  return groups.map((words) => ({ words, content: contentOf(words) }));
}
