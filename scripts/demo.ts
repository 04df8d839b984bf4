import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SnowflakeUtil } from 'discord.js';
import { pino } from 'pino';
import { openBrowser } from '../e2e/support/browser.ts';
import { serveCards } from '../e2e/support/card/serve-card.ts';
import { type Reading, readClip } from '../e2e/support/clock.ts';
import { checkClip } from '../e2e/support/laws.ts';
import { watchSent } from '../e2e/support/sent-frames.ts';
import { until } from '../e2e/support/until.ts';
import { loadConfig } from '../server/config.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { startHindsight } from '../server/hindsight.ts';
import { createLog } from '../server/log.ts';

/**
 * `npm run demo`: Ada shares a test card in a real Chromium and types /clip 10s into the sandbox. Ends with the
 * checked MP4; exit code 0 only if it shows exactly what it should.
 */
const FOLDER = resolve('data/demo');
const CLIP_S = 10;
const CHANNEL = '#clips';

const startedMs = Date.now();
function say(words: string): void {
  const s = ((Date.now() - startedMs) / 1000).toFixed(1).padStart(5);
  console.log(`${s} s  ${words}`);
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
// On embedded parts, whatever is configured for `npm start`.
const { FFMPEG_PATH, LIVEKIT_SERVER_BIN } = process.env;
const config = loadConfig({ FFMPEG_PATH, LIVEKIT_SERVER_BIN, DATA_DIR: FOLDER, PORT: '0' });
const log = createLog('debug', pino.destination(`${FOLDER}/hindsight.log`));
const closers: (() => Promise<unknown>)[] = [];

try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  log.error({ err: error }, 'the demo broke off');
  console.error(error);
  console.error(`\nThe whole log is in ${FOLDER}/hindsight.log`);
  process.exitCode = 1;
} finally {
  for (const close of closers.reverse()) await close();
}

async function demo(): Promise<boolean> {
  say('Starting LiveKit, the server, the sandbox for Discord and the bot');
  const hindsight = await startHindsight(config, log);
  closers.push(hindsight.close);
  const { sandbox } = hindsight;
  if (!sandbox) throw new Error('the sandbox did not start');
  const { control } = sandbox;

  const cards = await serveCards();
  closers.push(cards.close);
  const card = cards.card({ fps: 30 });
  const browser = await openBrowser({ captureTitle: card.title });
  closers.push(() => browser.close());
  // Each in a window of its own: a tab behind another one isn't drawn.
  const newWindow = async () =>
    (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();

  say('Ada types /replay start in Discord and opens her link');
  const chat = await newWindow();
  await chat.goto(sandbox.url);
  const box = chat.getByRole('textbox', { name: `Message ${CHANNEL}` });
  const type = async (line: string) => {
    await box.fill(line);
    await box.press('Enter');
  };
  await type('/replay start');
  const link = chat.getByRole('link', { name: 'Share my screen' });
  const address = (await link.getAttribute('href')) ?? '';
  await (await newWindow()).goto(card.url);
  const share = await newWindow();
  const sent = await watchSent(share);
  await share.goto(address);
  await share.getByRole('button', { name: 'Share screen' }).click();

  const { userId } = await until(
    'the share is being recorded',
    async () => (await hindsight.services.recorder.list())[0],
    { timeoutMs: 30_000 },
  );
  say('Her screen is shared and being recorded');

  const enoughMs = (CLIP_S + 5) * 1000;
  let shownMs = 0;
  await until(
    'enough is buffered',
    async () => {
      const buffer = await hindsight.services.segments.coverage(userId);
      const bufferedMs = buffer?.bufferedMs ?? 0;
      if (bufferedMs - shownMs >= 4000) {
        shownMs = bufferedMs;
        say(`Buffered: ${(bufferedMs / 1000).toFixed(1)} s`);
      }
      return bufferedMs >= enoughMs;
    },
    { timeoutMs: 60_000 },
  );

  await type(`/clip ${CLIP_S}s`);
  say(`Ada types /clip ${CLIP_S}s`);
  const message = await control.waitForMessage(
    { as: 'ada', channel: CHANNEL },
    ({ attachments }) => attachments.length > 0,
    60_000,
  );
  const postedMs = Date.now();
  const commandMs = SnowflakeUtil.timestampFrom(message.interaction_metadata?.id ?? '0');
  say(`The clip is in ${CHANNEL}`);

  const file = `${FOLDER}/clip.mp4`;
  await writeFile(file, await control.download(message.attachments[0]?.url ?? ''));
  say('Reading the clock in each of its frames');
  const reading = await readClip(file, { ffmpegPath: await findFfmpeg(config.ffmpegPath) });
  const faults = checkClip(reading, {
    fromMs: commandMs - CLIP_S * 1000,
    toMs: commandMs,
    commandMs,
    sent,
  });
  const { size } = await stat(file);
  show(reading, faults, { file, size, commandMs, postedMs });
  return faults.length === 0;
}

function show(
  reading: Reading,
  faults: string[],
  facts: { file: string; size: number; commandMs: number; postedMs: number },
): void {
  const { file, size, commandMs, postedMs } = facts;
  const lastMs = reading.frames.findLast(({ clockMs }) => clockMs !== null)?.clockMs ?? 0;
  const rows = [
    ['Length asked for', `${CLIP_S.toFixed(3)} s`],
    ['Length got', `${(reading.durationMs / 1000).toFixed(3)} s, ${reading.frames.length} frames`],
    ['Age of the last frame at the command', `${commandMs - lastMs} ms`],
    [
      'Picture',
      `${reading.width}×${reading.height}, ${reading.videoCodec} and ${reading.audioCodec}`,
    ],
    ['Size', `${(size / 1024 / 1024).toFixed(2)} MB`],
    ['From command to post', `${((postedMs - commandMs) / 1000).toFixed(2)} s`],
    ['The clip', file],
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  console.log();
  for (const [name = '', value] of rows) console.log(`  ${name.padEnd(width)}  ${value}`);
  console.log();
  if (faults.length === 0) console.log('  Checked: every frame of those seconds, and none other.');
  for (const fault of faults) console.log(`  WRONG: ${fault}`);
}
