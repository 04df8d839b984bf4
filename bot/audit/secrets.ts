import { messageIn, type Rule } from './rule.ts';

const CLIP_LINK = /\/c\/(\d+)\?[^\s)"]*sig=/g;

const SECRETS: [what: string, pattern: RegExp][] = [
  ['a personal link', /[#&?]link=/],
  ['a key or a session', /\beyJ[\w-]+\.[\w-]+\.[\w-]*/],
  ['a preview’s or a file’s signed address', /\/(?:api|previews?)\/[^\s)"]*sig=/],
];

/**
 * What is one person's alone stands in no message that others see.
 * @param known words that stand in none at all, such as the bot's token
 * @param isShown whether a clip is one that was posted there, so that its link tells nobody more
 */
export function secrets(known: string[], isShown: (clipId: string) => boolean): Rule {
  return (request) => {
    const text = JSON.stringify(messageIn(request) ?? '');
    const wrong = known
      .filter((word) => text.includes(word))
      .map(() => 'it tells a secret of ours');
    if (request.seenBy !== undefined) return wrong;
    for (const [what, pattern] of SECRETS) {
      if (pattern.test(text)) wrong.push(`everybody sees ${what}`);
    }
    for (const [, clipId = ''] of text.matchAll(CLIP_LINK)) {
      if (!isShown(clipId)) wrong.push(`everybody sees the link of ${clipId}, a private clip`);
    }
    return wrong;
  };
}
