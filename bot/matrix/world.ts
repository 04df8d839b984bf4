import { writeFile } from 'node:fs/promises';
import { vi } from 'vitest';
import type { SeenInteraction, SeenMessage } from '../../sandbox/client.ts';
import type { Clip } from '../../server/clips/clip.ts';
import { roomName } from '../../server/livekit/room-name.ts';
import { segmentsFrom, writeSession } from '../../server/segments/test-sessions.ts';
import { openPostedClips } from '../test-posted.ts';

/** Bo shares and owns the clip, Ada owns the server, and Cy is everybody else in turn. */
export const PEOPLE = {
  ...{ owner: 'bo', asker: 'cy', member: 'cy', moderator: 'cy', 'role holder': 'cy' },
  ...{ administrator: 'ada', 'who left': 'cy' },
};
export type Who = keyof typeof PEOPLE;
export const WHO = Object.keys(PEOPLE) as Who[];

const SERVER = 'Hindsight Test Server';
/** Discord lets `Helper` delete messages; `Regular` means something to this server's settings alone. */
const ROLES: Partial<Record<Who, string[]>> = { moderator: ['Helper'], 'role holder': ['Regular'] };

export interface Cell {
  who: Who;
  /** Their name, and Discord id. */
  as: string;
  userId: string;
  /** Where they do it: in the clip's channel, or by direct message where they are on the server no more. */
  channel: string;
  clip: Clip;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld() {
  const on = await openPostedClips();
  const { services, control, sandbox, bo, parts } = on;
  const { me: cy } = await control.world('cy');
  const ids: Record<string, string> = { ada: on.ada, bo, cy };
  const { id: guildId, channels } = (await control.world('ada')).guilds[0]!;
  const clipsId = channels.find(({ name }) => name === 'clips')!.id;
  await control.setRoles(SERVER, 'cy', ['Regular']);
  const roles = (await parts.played.bot?.rolesOf(cy, guildId)) ?? [];
  const [regular = ''] = roles.filter((role) => role !== guildId);
  const segments = segmentsFrom(on.startMs, 0, 300);
  await writeSession(services.config.segmentsPath, bo, on.startMs, { segments });
  // What the loop does: ends what its owner stopped.
  services.reconciler.look = async (room) => {
    for (const share of await services.shares.activeIn(room)) {
      if (await services.shares.isStopped(room, share.userId))
        await services.shares.save({ ...share, status: 'stopped' });
    }
  };
  let made = 0;

  async function api(path: string, json: object): Promise<SeenMessage> {
    const response = await fetch(`${sandbox.apiUrl}/v10${path}`, {
      method: 'POST',
      headers: { authorization: `Bot ${sandbox.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as SeenMessage;
  }
  const dms: Record<string, string> = {};
  for (const [name, id] of Object.entries(ids)) {
    dms[name] = (await api('/users/@me/channels', { recipient_id: id })).id;
  }

  /** A message of the bot with something to press, where that person is. */
  const show = ({ as, channel }: Pick<Cell, 'as' | 'channel'>, component: object) =>
    api(`/channels/${channel === 'dm' ? dms[as] : clipsId}/messages`, {
      content: 'x',
      components: [{ type: 1, components: [component] }],
    });

  async function reset(): Promise<void> {
    const room = roomName(guildId, clipsId);
    await services.shares.ask(room, bo);
    await services.shares.save({
      ...{ id: 'S1', egressId: 'EG_1', userId: bo, roomName: room, guildId, channelId: clipsId },
      ...{ videoTrackId: 'TR_b', audioTrackId: null, segmentPath: '/nowhere' },
      ...{ status: 'active', startedAt: on.startMs, createdAt: 1000, updatedAt: 1000 },
    });
    await services.servers.forget(guildId);
    await services.servers.change(guildId, { deleteRoles: [regular] });
    await services.consents.agree(bo, guildId, await services.rules.kept(guildId));
    await services.settings.change(bo, { whoMayClip: 'channel' });
  }

  return {
    ...{ on, control, services, parts, ids, guildId, clipsId, regular, reset, close: on.close },

    /** Somebody, and a posted clip of Bo's that they asked for if they are who did. */
    async cell(who: Who, asker: Who = 'asker'): Promise<Cell> {
      await reset();
      const as = PEOPLE[who];
      const userId = ids[as]!;
      await control.setMember(SERVER, 'cy', true);
      await control.setRoles(SERVER, 'cy', ROLES[who] ?? []);
      const id = services.orders.newId(Date.now());
      const title = `clip ${++made} for ${who}`;
      const { id: messageId } = await api(`/channels/${clipsId}/messages`, { content: title });
      const toMs = Date.now() - 10_000;
      const clip: Clip = {
        ...{ id, ownerId: bo, requesterId: who === asker ? userId : bo, guildId, title },
        ...{ channelId: clipsId, fromMs: toMs - 20_000, toMs, durationMs: 20_000, bytes: 100 },
        ...{ width: 1280, height: 720, createdAtMs: Date.now(), visibility: 'private' },
        posted: [{ to: 'channel', guildId, channelId: clipsId, messageId, as: 'file', atMs: toMs }],
      };
      await writeFile(services.clips.file(id), Buffer.alloc(100));
      await services.clips.save(clip);
      if (who === 'who left') await control.setMember(SERVER, 'cy', false);
      return { who, as, userId, clip, channel: who === 'who left' ? 'dm' : '#clips' };
    },

    show,

    /** Their press of something below a message of the bot, where they are. @returns the interaction */
    async press(cell: Pick<Cell, 'as' | 'channel'>, component: object, values?: string[]) {
      const { custom_id: customId = '' } = component as { custom_id?: string };
      const message = await show(cell, component);
      const order = { as: cell.as, message: message.id, customId, ...(values && { values }) };
      return (await control.click(order)).id;
    },

    /** Makes somebody a manager of the server, or what they were. Its owner always is. */
    manage: async ({ as, who }: Cell, may: boolean) =>
      control.setRoles(SERVER, as, may || as === 'ada' ? ['Moderator'] : (ROLES[who] ?? [])),

    type: async ({ as, channel }: Pick<Cell, 'as' | 'channel'>, command: string) =>
      (await control.run({ as, channel, command })).id,

    /** What the answer says and shows, as text. */
    async answer(id: string): Promise<string> {
      return JSON.stringify((await control.waitForAnswer(id)).message ?? {});
    },

    interaction: (id: string): Promise<SeenInteraction> => control.interaction(id),

    /** Resolves with the sentence by which it was refused. */
    refusal: (id: string): Promise<string> =>
      vi.waitFor(
        () => {
          const line = parts.lines
            .map((one) => JSON.parse(one))
            .find(
              (one) => one.interactionId === id && /interaction (refused|failed)/.test(one.msg),
            );
          if (!line) throw new Error('it was not refused');
          return line.err.message as string;
        },
        { timeout: 5000 },
      ),
  };
}
