import type { Player } from './player.ts';

/** Longer than it looks: each of its characters means something to Discord. */
export const LOUD_TITLE = '@everyone <@&1> **[a](http://b)** `@here` ~~x~~ ||_ || '.padEnd(
  100,
  '*',
);

const MADE = ['full', 'fit', 'link'].map((quality) => `quality:${quality}`);
const FORMATS = ['mp4', 'gif', 'audio'].map((format) => `format:${format}`);
const SHAPED = [...FORMATS, 'gaps:cut', 'gaps:still', 'voice:on', 'voice:off'];

/** Every command with every option and choice, and every completion; also what is refused. */
export async function typeEverything({ type, complete }: Player): Promise<void> {
  for (const options of ['', '30s', '30s to:here', '30s to:dm', '30s to:library']) {
    await type(`/clip ${options}`);
  }
  await type(`/clip 10s ago:5s title:${LOUD_TITLE}`);
  for (const how of [...MADE, ...SHAPED]) {
    await type(`/clip 10s ${how}`);
    await type(`/replay post from:20s to:10s ${how}`);
  }
  for (const sub of ['start', 'stop', 'status', 'library', 'key', 'export', 'forget', 'settings']) {
    await type(`/replay ${sub}`);
  }
  await type('/replay mark label:the *goal* @everyone');
  await type('/clip from:1m');
  const [mark] = (await complete('/clip from:')).suggestions;
  if (mark) await type(mark.text.trim());
  await manageKeys({ type, complete });
  const [clip] = (await complete('/replay library clip:')).suggestions;
  if (clip) await type(clip.text.trim());
  for (const text of ['/clip ', '/clip 4', '/clip of:', '/replay post from:', '/replay post to:']) {
    await complete(text);
  }
  await typeWhatIsRefused({ type });
}

async function manageKeys({ type, complete }: Pick<Player, 'type' | 'complete'>): Promise<void> {
  await type('/replay key name:my *deck* @everyone');
  const [key] = (await complete('/replay key revoke:')).suggestions;
  if (key) await type(key.text.trim());
}

async function typeWhatIsRefused({ type }: Pick<Player, 'type'>): Promise<void> {
  const refused = [
    ...['/clip soon', '/clip @everyone', '/clip 20h', '/clip of:@everyone', '/clip of:nobody'],
    ...['/clip format:gif quality:link', '/clip format:gif to:library', '/clip from:never'],
    ...['/replay post from:1m to:2m', '/replay key name:a revoke:b', '/replay key revoke:none'],
    ...['/replay library clip:no such clip'],
  ];
  for (const command of refused) await type(command);
}
