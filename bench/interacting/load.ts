import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxControl, SeenInteraction, SeenMessage } from '../../sandbox/client.ts';

const ADA = { as: 'ada', channel: '#clips' };
const BUTTON = /"custom_id":"((?:trim|delete):[\d:]+)"/g;

export interface Load {
  perSecond: number;
  seconds: number;
  /** How often all connections are cut without a goodbye, ms. */
  dropEveryMs: number;
}

/**
 * Has people type, complete and press evenly, and cuts the connections meanwhile.
 * @param message a posted clip of Ada's, whose buttons are pressed
 * @param tick called each second
 * @returns the interactions of the load, once nothing is waited for
 */
export async function interact(
  control: SandboxControl,
  message: SeenMessage,
  { perSecond, seconds, dropEveryMs }: Load,
  tick: (second: number) => Promise<void>,
): Promise<SeenInteraction[]> {
  const before = new Set((await control.allInteractions()).map(({ id }) => id));
  const buttons = [...JSON.stringify(message.components).matchAll(BUTTON)].map(([, id = '']) => id);
  const kinds = [
    () => control.run({ ...ADA, command: '/clip 30s to:library' }),
    () => control.run({ as: 'bo', channel: '#general', command: '/replay status' }),
    () => control.complete({ as: 'cy', channel: '#clips', text: '/clip 4' }),
    (i: number) =>
      control.click({ as: 'ada', message: message.id, customId: buttons[i % buttons.length]! }),
  ];
  const asked: Promise<unknown>[] = [];
  const startMs = Date.now();
  let dropAtMs = dropEveryMs;
  for (let i = 0; i < perSecond * seconds; i += 1) {
    const dueMs = (i * 1000) / perSecond;
    if (dueMs >= dropAtMs) {
      dropAtMs += dropEveryMs;
      await control.gateway('drop');
    }
    if (i % perSecond === 0) await tick(i / perSecond);
    const early = startMs + dueMs - Date.now();
    if (early > 0) await sleep(early);
    asked.push(kinds[i % kinds.length]!(i >> 2));
  }
  await Promise.all(asked);
  return settled(control, before);
}

/** @throws Error when something still waits after half a minute */
async function settled(control: SandboxControl, before: Set<string>): Promise<SeenInteraction[]> {
  const untilMs = Date.now() + 30_000;
  for (;;) {
    const ours = (await control.allInteractions()).filter(({ id }) => !before.has(id));
    const waiting = ours.filter(({ state }) => state === 'sent' || state === 'deferred');
    if (waiting.length === 0) return ours;
    if (Date.now() > untilMs) throw new Error(`${waiting.length} interactions wait for ever`);
    await sleep(200);
  }
}
