import { ADA, placeOf } from '../../hindsight.ts';
import { until } from '../../until.ts';
import type { Action } from '../action.ts';
import type { Stage } from '../stage.ts';

interface SeenOrder {
  id: string;
  state: string;
}

let titles = 0;

/** A command of ada's. */
export function typed(command: string): Action<{ id?: string }> {
  return {
    prepare: async () => ({}),
    async act({ sandbox: { control } }, ready) {
      ready.id = (await control.run({ ...ADA, command })).id;
    },
    async isRefused({ sandbox: { control } }, { id = '' }) {
      return (await control.interaction(id)).state === 'failed';
    },
  };
}

const ordersOf = async (stage: Stage) =>
  (await stage.ask<{ orders: SeenOrder[] }>('GET', '/api/clips/orders')).orders;

/** An order of ada's pages, which is seen there as soon as it is taken. */
function byPage<Ready extends object>(
  order: (stage: Stage, ready: Ready) => Promise<unknown>,
  ready: (stage: Stage) => Promise<Ready>,
): Action<Ready & { known: string[] }> {
  return {
    async prepare(stage) {
      const known = (await ordersOf(stage)).map(({ id }) => id);
      return { ...(await ready(stage)), known };
    },
    async act(stage, all) {
      await order(stage, all);
    },
    async actAgain(stage, all) {
      if ((await ordersOf(stage)).every(({ id }) => all.known.includes(id)))
        await order(stage, all);
    },
  };
}

/** @param body of `POST /api/clips` */
export function ordered(body: object) {
  return byPage(
    // The same twice within moments would be one.
    (stage) => stage.ask('POST', '/api/clips', { ...body, title: `number ${++titles}` }),
    async () => ({}),
  );
}

/** A clip that is in ada's library already. @returns its id */
export async function keptClip(stage: Stage, title = 'first'): Promise<string> {
  const body = { durationMs: 5000 + ++titles, to: 'library', title };
  const { id } = await stage.ask<{ id: string }>('POST', '/api/clips', body);
  const isDone = async () =>
    (await ordersOf(stage)).some((order) => order.id === id && order.state === 'done');
  await until('a clip is in the library', isDone, { timeoutMs: 60_000 });
  return id;
}

const channelOf = async ({ sandbox: { control } }: Stage) =>
  (await placeOf(control, ADA)).channelId;

/** A clip that is kept goes into the channel. */
export const posted = byPage(
  async (stage, { id }: { id: string }) =>
    stage.ask('POST', `/api/clips/${id}/post`, {
      ...{ to: 'channel', channelId: await channelOf(stage) },
    }),
  async (stage) => ({ id: await keptClip(stage) }),
);

/** A range of a preview is kept, and the page is left. */
export const trimmed = byPage(
  async (stage) => {
    const previews = '/api/replay/previews';
    const { id } = await stage.ask<{ id: string }>('POST', previews, { of: 'buffer' });
    const range = { preview: id, fromMs: 2500, toMs: 8500 };
    await stage.ask('POST', '/api/clips', { ...range, to: 'library', title: 'trimmed' });
    await stage.ask('POST', `${previews}/${id}/close`);
  },
  async () => ({}),
);
