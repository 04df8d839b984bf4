import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readClip } from '../clock.ts';
import { ADA, placeOf, untilClippable } from '../hindsight.ts';
import { skipWithout } from '../parts.ts';
import { until } from '../until.ts';
import { type Installation, startInstallation } from './installation.ts';
import { type KillsOutcome, killInTurn } from './kill-in-turn.ts';
import { leftOver } from './left-over.ts';
import { gapsOf, unexplained } from './recorded-through.ts';
import { keepSharing, type Sharer } from './sharer.ts';

/**
 * KILL_SEED says in which order, from an earlier run's log.
 * @param andAfter whether it is waited until nothing should be left
 */
export async function describeKills(kills: number, andAfter = false): Promise<void> {
  const missing = await skipWithout('livekit', 'ffmpeg', 'redis', 'versitygw');
  describe.skipIf(missing)(`killed with -9 in turn, ${kills} times`, () => {
    const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1e9));
    let installation: Installation;
    let sharer: Sharer;
    let outcome: KillsOutcome;

    beforeAll(
      async () => {
        console.log(`KILL_SEED=${seed}`);
        installation = await startInstallation({ servers: 3, workers: 2, bots: 2 });
        const { sandbox, livekit } = installation;
        sharer = await keepSharing(livekit, await placeOf(sandbox.control, ADA));
        await untilClippable(sandbox.control, ADA);
        outcome = await killInTurn(installation, { kills, seed });
      },
      (180 + 90 * kills) * 1000,
    );
    afterAll(async () => {
      await sharer?.stop();
      await installation?.close();
    }, 180_000);

    test('each clip that was asked for is delivered, once', () => {
      // A command that Discord could bring to nobody, as the bot of that server was dead, was refused there and then.
      const taken = outcome.clips.filter(({ interaction }) => interaction.state !== 'failed');
      const refused = outcome.clips.filter(({ interaction }) => interaction.state === 'failed');
      for (const { during } of refused) expect(during).toMatch(/^bot/);
      expect(taken.length).toBeGreaterThan(0);
      const told = taken.map(({ title, during, posted, interaction }) => ({
        ...{ title, during, posted: posted.length, says: interaction.message?.content },
      }));
      expect(told.filter(({ posted }) => posted !== 1)).toEqual([]);
      expect(refused.flatMap(({ posted }) => posted)).toEqual([]);
    });

    test('and plays', async () => {
      for (const { title, posted } of outcome.clips) {
        const [attachment] = posted[0]?.attachments ?? [];
        if (!attachment) continue;
        const file = join(installation.folder, 'posted.mp4');
        await writeFile(file, await installation.sandbox.control.download(attachment.url));
        const clip = await readClip(file);
        const { durationMs, frames } = clip;
        console.log(`${title}: ${durationMs} ms, ${frames.length} pictures`);
        expect(clip.durationMs, title).toBeGreaterThan(1000);
        expect(clip.frames.length, title).toBeGreaterThan(5);
        expect(clip.hidden, title).toEqual([]);
      }
    });

    test('of what was shared nothing is lost but what was just being written', async () => {
      // What a killed server had not yet put into the bucket goes up once it is back.
      const lost = async () => unexplained(await gapsOf(sharer.userId, installation), outcome);
      await until('all is there', async () => (await lost()).length === 0, {
        ...{ timeoutMs: 40_000, everyMs: 2000 },
      }).catch(() => {});
      expect(await lost()).toEqual([]);
    });

    test.runIf(andAfter)('an hour later nothing is left over', async () => {
      await sharer.stop();
      const { jobs, ...left } = await leftOver(installation);
      expect(left).toEqual({ objects: [], files: [], orders: 0 });
      for (const [name, says] of Object.entries(jobs)) {
        expect(says, name).not.toMatch(
          /(deleted|removed|deletes|removes) [1-9]|failed|do not match/,
        );
      }
    });
  });
}
