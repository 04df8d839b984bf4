import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { askServer } from '../../../../jobs/ask-server.ts';
import { loadConfig } from '../../../../server/config.ts';
import { de } from '../../../../server/words/de.ts';
import { en } from '../../../../server/words/en.ts';
import { ADA, waitForOutcome } from '../../hindsight.ts';
import type { Action } from '../action.ts';
import type { Stage } from '../stage.ts';
import { keptClip } from './clip.ts';

/** Whoever is up again tells what was broken off, ms. */
const ANSWER_MS = 30_000;

interface WithClip {
  id: string;
}

const isThere = (stage: Stage, id: string) =>
  stage.ask('GET', `/api/clips/${id}`).then(
    () => true,
    () => false,
  );

export const renamed: Action<WithClip> = {
  prepare: async (stage) => ({ id: await keptClip(stage) }),
  act: (stage, { id }) => stage.ask('PATCH', `/api/clips/${id}`, { title: 'second' }),
  actAgain: (stage, { id }) => stage.ask('PATCH', `/api/clips/${id}`, { title: 'second' }),
};

export const deleted: Action<WithClip> = {
  prepare: async (stage) => ({ id: await keptClip(stage) }),
  act: (stage, { id }) => stage.ask('DELETE', `/api/clips/${id}`),
  async actAgain(stage, { id }) {
    if (await isThere(stage, id)) await stage.ask('DELETE', `/api/clips/${id}`);
  },
  // Or the cleaner would remove it while something else is tried.
  after: (stage, { id }) => stage.ask('POST', `/api/clips/${id}/restore`),
};

export const restored: Action<WithClip> = {
  async prepare(stage) {
    const id = await keptClip(stage);
    await stage.ask('DELETE', `/api/clips/${id}`);
    return { id };
  },
  act: (stage, { id }) => stage.ask('POST', `/api/clips/${id}/restore`),
  async actAgain(stage, { id }) {
    if (!(await isThere(stage, id))) await stage.ask('POST', `/api/clips/${id}/restore`);
  },
};

/** The job does it that every minute looks for what was deleted. */
export const erased: Action<WithClip> = {
  async prepare(stage) {
    const id = await keptClip(stage);
    await stage.ask('DELETE', `/api/clips/${id}`);
    letTimePass(stage, id);
    return { id };
  },
  act: cleanClips,
  actAgain: cleanClips,
};

async function cleanClips({ product, dataDir }: Stage): Promise<void> {
  const config = loadConfig({ DATA_DIR: dataDir, PORT: new URL(product.url).port });
  await askServer(config, { task: 'cleanClips', dryRun: false, timeoutMs: 10_000 });
}

/** The minute in which it could be restored is over. */
function letTimePass({ dataDir }: Stage, id: string): void {
  const database = new DatabaseSync(join(dataDir, 'hindsight.sqlite'), { timeout: 5000 });
  const ms = 61_000;
  const where = "namespace = 'clips' AND key = ?";
  database
    .prepare(
      `UPDATE records SET value = json_set(value, '$.value.deletedAtMs',
        json_extract(value, '$.value.deletedAtMs') - ${ms}) WHERE ${where}`,
    )
    .run(id);
  database
    .prepare("UPDATE lists SET score = score - ? WHERE list = 'clips:deleted' AND member = ?")
    .run(ms, id);
  database.close();
}

/** Bo presses Save below what ada has posted, and again where Discord or the bot says that it came to nothing. */
/** Another one each time: what somebody reads is noted only when it is news. */
let locale = 'en-US';

export const saved: Action<{ message: string; button: string; pressed?: string }> = {
  async prepare({ sandbox: { control } }) {
    locale = locale === 'de' ? 'en-US' : 'de';
    await control.setLocale('bo', locale);
    const { id } = await control.run({ ...ADA, command: '/clip 7s' });
    const { message } = await waitForOutcome(control, id, 30_000);
    const [, button = ''] = /"custom_id":"(save:[^"]+)"/.exec(JSON.stringify(message)) ?? [];
    return { message: message?.id ?? '', button };
  },
  act: press,
  async actAgain(stage, ready) {
    const { control } = stage.sandbox;
    const { state, message } = await control.waitForAnswer(ready.pressed ?? '', ANSWER_MS);
    const isBrokenOff = [en, de].some(({ bot }) => message?.content.includes(bot.brokeOff));
    if (state === 'failed' || isBrokenOff) await press(stage, ready);
  },
};

async function press(
  { sandbox: { control } }: Stage,
  ready: { message: string; button: string; pressed?: string },
): Promise<void> {
  const { message, button: customId } = ready;
  ready.pressed = (await control.click({ as: 'bo', message, customId })).id;
}
