import { ComponentType } from 'discord.js';
import { fields } from '../../commands/settings/fields.ts';
import { en } from '../../server/words/en.ts';
import { clipLast } from '../menus/clip-last.ts';
import { save } from '../menus/save.ts';
import { trim } from '../menus/trim.ts';
import { type Cell, WHO, type Who, type World } from './world.ts';

/** One thing to press, choose, send or type, and who may. */
export interface Row {
  /** The component's name, the command (`replay key`) or the menu. */
  name: string;
  what?: string;
  /** Who of them asked for the clip. */
  asker?: Who;
  /** @returns the interaction's id */
  use(world: World, cell: Cell): Promise<string>;
  /** Whether it did what it is for. */
  effect(world: World, cell: Cell, id: string): Promise<boolean>;
  may: Who[];
  /** What everybody else reads; null where they get an answer, but nothing is done. */
  refusal?: RegExp | null;
}

const all = WHO;
const button = (custom_id: string) => ({ type: 2, style: 2, label: 'Press', custom_id });
const press =
  (idOf: (clip: Cell['clip'], cell: Cell) => string): Row['use'] =>
  (world, cell) =>
    world.press(cell, button(idOf(cell.clip, cell)));
const type =
  (commandOf: (cell: Cell, world: World) => string): Row['use'] =>
  (world, cell) =>
    world.type(cell, commandOf(cell, world));
/** The answer, which they alone see, has this. */
const answers =
  (part: string | ((cell: Cell) => string)): Row['effect'] =>
  async (world, cell, id) =>
    (await world.answer(id)).includes(typeof part === 'string' ? part : part(cell));
const isGone: Row['effect'] = async ({ services }, { clip }) =>
  (await services.clips.get(clip.id)) === undefined;
const isMade: Row['effect'] = async ({ parts }, _, id) => parts.made.includes(id);
/** A link for nobody but who asked for it. */
const isLinkFor: Row['effect'] = async (world, { userId }, id) => {
  const [, token] = /#link=([\w-]+)/.exec(await world.answer(id)) ?? [];
  return token !== undefined && (await world.services.links.use(token)).user.id === userId;
};
const may: Record<'delete' | 'trim', Who[]> = {
  delete: ['owner', 'asker', 'moderator', 'role holder', 'administrator'],
  trim: ['owner', 'asker'],
};
const says = (sentence: string) => new RegExp(sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const NO_CLIP = says(en.clips.noSuch);
const NOTHING_HERE = says(en.asked.mayNotClip);
const MAY_NOT_LENGTHEN = new RegExp(
  `${says(en.pressed.moreNotYours).source}|${NOTHING_HERE.source}`,
);
const NOT_MANAGER = new RegExp(`${says(en.settings.notManager).source}|${en.settings.noServer}`);

const components: Row[] = [
  {
    ...{ name: 'trim', use: press(({ id }) => `trim:${id}`), effect: isLinkFor },
    ...{ may: may.trim, refusal: says(en.post.trimNotYours) },
  },
  // Who sees the message has the whole of it before their eyes.
  { name: 'save', use: press(({ id }) => `save:${id}`), effect: isLinkFor, may: all },
  {
    ...{ name: 'to-me', use: press(({ id }) => `to-me:${id}`), may: all },
    async effect({ control }, { as, clip }) {
      const dms = await control.dms(as);
      return dms.some((one) => one.content.includes(clip.title) && one.attachments.length > 0);
    },
  },
  {
    ...{ name: 'more', use: press(({ id }) => `more:${id}`), effect: answers('more-by:') },
    ...{ may: may.trim, refusal: says(en.pressed.moreNotYours) },
  },
  {
    ...{ name: 'more', what: 'asked for by who left', asker: 'who left' },
    ...{ use: press(({ id }) => `more:${id}`), effect: answers('more-by:') },
    ...{ may: ['owner'], refusal: MAY_NOT_LENGTHEN },
  },
  {
    name: 'more-by',
    use: press(({ id, posted }) => `more-by:${id}:${posted?.[0]?.messageId}:60000`),
    ...{ effect: isMade, may: may.trim, refusal: says(en.pressed.moreNotYours) },
  },
  {
    name: 'delete',
    use: press(({ id, ownerId, requesterId }) => `delete:${id}:${ownerId}:${requesterId}`),
    ...{ effect: answers('delete-yes:'), may: may.delete },
    refusal: says(en.pressed.deleteNotYours),
  },
  {
    name: 'delete-yes',
    use: press(
      ({ id, ownerId, requesterId, posted }) =>
        `delete-yes:${id}:${posted?.[0]?.messageId}:${ownerId}:${requesterId}`,
    ),
    ...{ effect: isGone, may: may.delete, refusal: says(en.pressed.deleteNotYours) },
  },
  {
    ...{ name: 'delete-yes', what: 'with a custom id that says it is theirs' },
    use: press(({ id, posted }, { userId }) =>
      ['delete-yes', id, posted?.[0]?.messageId, userId, userId].join(':'),
    ),
    ...{ effect: isGone, may: may.delete, refusal: null },
  },
  { name: 'leave', use: press(() => 'leave'), effect: answers(en.pressed.asItIs), may: all },
  {
    ...{ name: 'rename', use: press(({ id }) => `rename:${id}`), may: ['owner'], refusal: NO_CLIP },
    effect: async (world, _, id) => (await world.interaction(id)).modal !== undefined,
  },
  {
    ...{ name: 'title', what: 'of a form that they got when it was theirs' },
    ...{ may: ['owner'], refusal: NO_CLIP },
    async use(world, cell) {
      const { services, control } = world;
      await services.clips.save({ ...cell.clip, ownerId: cell.userId });
      const interaction = await world.press(cell, button(`rename:${cell.clip.id}`));
      await control.waitForAnswer(interaction);
      await services.clips.save(cell.clip);
      const values = { title: 'renamed' };
      return (await control.submit({ as: cell.as, interaction, values })).id;
    },
    effect: async ({ services }, { clip }) =>
      (await services.clips.get(clip.id))?.title === 'renamed',
  },
  {
    ...{ name: 'cancel', what: "the owner's order", may: ['owner'], refusal: null },
    async use(world, cell) {
      const { parts, control } = world;
      const { make } = parts.played;
      const begun = Promise.withResolvers<void>();
      parts.played.make = (order, watch) => {
        begun.resolve();
        return new Promise((resolve, reject) => {
          watch?.signal?.addEventListener('abort', () => reject(watch.signal?.reason));
          setTimeout(() => resolve(make(order, watch)), 1500);
        });
      };
      const command = '/clip 20s to:library title:cancel me';
      const { id } = await control.run({ as: 'bo', channel: '#clips', command });
      await begun.promise;
      parts.played.make = make;
      cell.clip = { ...cell.clip, id };
      return world.press(cell, button(`cancel:${id}`));
    },
    async effect(world, { clip }) {
      return (await world.answer(clip.id)).includes('Cancelled.');
    },
  },
  {
    ...{ name: 'withdraw', use: press(({ id }) => `withdraw:${id}`), effect: isGone },
    ...{ may: ['owner', 'asker', 'role holder'], refusal: NO_CLIP },
  },
  {
    ...{ name: 'mute', use: press(() => 'mute'), may: all },
    effect: async ({ services }, { userId }) => Boolean(await services.alerts.mutedUntil(userId)),
  },
  {
    ...{ name: 'unmute', may: all },
    async use(world, cell) {
      await world.services.alerts.mute(cell.userId, 60_000);
      return world.press(cell, button('unmute'));
    },
    effect: async ({ services }, { userId }) => !(await services.alerts.mutedUntil(userId)),
  },
  // Whoever presses it forgets themselves.
  { name: 'forget', use: press(() => 'forget'), effect: isGone, may: ['owner'], refusal: null },
  {
    ...{ name: 'settings', may: ['administrator'], refusal: NOT_MANAGER },
    use: (world, cell) => {
      const options = [{ label: 'a', value: 'delivery' }];
      return world.press(cell, { type: 3, custom_id: 'settings', options }, ['delivery']);
    },
    effect: answers('set-delivery'),
  },
  ...fields.map(
    (field): Row => ({
      name: `set-${field.id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      ...{ may: ['administrator'], refusal: NOT_MANAGER },
      async use(world, cell) {
        const { services, control, regular, clipsId } = world;
        const told = { words: en, limits: services.config };
        const row = field.row?.(await services.servers.of(world.guildId), told);
        const [component] = row?.components ?? [];
        if (component) {
          const values = 'options' in component ? [component.options.at(-1)!.value] : [];
          if (component.type === ComponentType.RoleSelect && field.id !== 'deleteRoles')
            values.push(regular);
          if (component.type === ComponentType.ChannelSelect) values.push(clipsId);
          return world.press(cell, component, values);
        }
        // A form that they opened while they managed the server.
        const menu = { type: 3, custom_id: 'settings', options: [{ label: 'a', value: field.id }] };
        if (cell.who === 'who left') return world.press(cell, menu, [field.id]);
        await world.manage(cell, true);
        const interaction = await world.press(cell, menu, [field.id]);
        await control.waitForAnswer(interaction);
        await world.manage(cell, false);
        return (await control.submit({ as: cell.as, interaction, values: { megabytes: '7' } })).id;
      },
      async effect({ services, guildId, regular }) {
        const usual = field.id === 'deleteRoles' ? [regular] : undefined;
        const now = (await services.servers.of(guildId))[field.id];
        const before = usual ?? NEW_SERVER[field.id];
        return JSON.stringify(now) !== JSON.stringify(before);
      },
    }),
  ),
];

const NEW_SERVER: Record<string, unknown> = {
  ...{ shareRoles: [], clipRoles: [], channels: [], windowMs: null, postedKeptMs: null },
  ...{ delivery: 'upload', quotaBytes: null, language: null },
};

const commands: Row[] = [
  {
    ...{ name: 'clip', what: 'of oneself', use: type(() => '/clip 20s'), may: all },
    effect: isMade,
  },
  {
    ...{ name: 'clip', what: "of the owner's screen", effect: isMade, refusal: NOTHING_HERE },
    use: type((_, { ids }) => `/clip 20s of:${ids.bo}`),
    may: all.filter((who) => who !== 'who left'),
  },
  {
    ...{ name: 'clip', what: 'from another server', effect: isMade, refusal: NOTHING_HERE },
    use: (world, cell) => world.type({ ...cell, channel: '#chat' }, `/clip 20s of:${world.ids.bo}`),
    may: ['owner'],
  },
  { name: 'replay start', use: type(() => '/replay start'), effect: isLinkFor, may: all },
  {
    ...{ name: 'replay stop', use: type(() => '/replay stop'), may: ['owner'] },
    refusal: says(en.replay.nothing),
    effect: async ({ services, ids }) => (await services.shares.activeOf(ids.bo!)).length === 0,
  },
  {
    // Everybody of themselves; that the owner shares is seen on that server alone.
    ...{ name: 'replay status', use: type(() => '/replay status'), refusal: null },
    effect: async (world, _, id) => (await world.answer(id)).includes(`<#${world.clipsId}>`),
    may: all.filter((who) => who !== 'who left'),
  },
  { name: 'replay post', use: type(() => '/replay post from:20s'), effect: isMade, may: all },
  {
    ...{ name: 'replay mark', use: type(() => '/replay mark label:mine'), may: all },
    async effect({ services, ids }, { userId }, id) {
      const marked = async (who: string) =>
        (await services.marks.recent(who)).some((mark) => mark.id === id);
      return (await marked(userId)) && (userId === ids.bo || !(await marked(ids.bo!)));
    },
  },
  { name: 'replay library', use: type(() => '/replay library'), effect: isLinkFor, may: all },
  {
    ...{ name: 'replay library', what: "the owner's clip", may: ['owner'] },
    use: type(({ clip }) => `/replay library clip:${clip.id}`),
    ...{ effect: answers(({ clip }) => `clip=${clip.id}`), refusal: says(en.asked.noClipCalled) },
  },
  {
    ...{
      name: 'replay key',
      what: 'a new one',
      use: type(() => '/replay key name:deck'),
      may: all,
    },
    async effect({ services }, { userId }) {
      const [key] = await services.apiKeys.list(userId);
      if (key) await services.apiKeys.revoke(userId, key.id);
      return key !== undefined;
    },
  },
  {
    ...{ name: 'replay key', what: "the owner's, revoked", may: ['owner'] },
    refusal: /You have no key called/,
    async use(world, cell) {
      const { services, ids } = world;
      for (const { id } of await services.apiKeys.list(ids.bo!)) {
        await services.apiKeys.revoke(ids.bo!, id);
      }
      const { key } = await services.apiKeys.create(ids.bo!, 'deck');
      return world.type(cell, `/replay key revoke:${key.id}`);
    },
    effect: async ({ services, ids }) => (await services.apiKeys.list(ids.bo!)).length === 0,
  },
  {
    ...{
      name: 'replay settings',
      use: type(() => '/replay settings'),
      effect: answers('"settings"'),
    },
    ...{ may: ['administrator'], refusal: NOT_MANAGER },
  },
  {
    ...{ name: 'replay forget', use: type(() => '/replay forget'), may: all },
    effect: answers('"forget"'),
  },
  {
    ...{ name: 'replay export', what: 'with what is of the clip' },
    ...{ use: type(() => '/replay export'), may: ['owner'], refusal: null },
    async effect(world, { clip }, id) {
      const { message } = await world.control.waitForAnswer(id);
      const file = await world.control.download(message!.attachments[0]!.url);
      return file.toString().includes(clip.title);
    },
  },
];

const onMessage =
  (name: string): Row['use'] =>
  async (world, cell) => {
    const { control } = world;
    const { id: target } = await world.show(cell, button(`trim:${cell.clip.id}`));
    return (await control.runOn({ as: cell.as, channel: cell.channel, command: name, target })).id;
  };

const menus: Row[] = [
  {
    ...{ name: clipLast.definition.name, effect: isMade, refusal: NOTHING_HERE },
    async use({ control, ids }, { as, who }) {
      const channel = who === 'who left' ? '#chat' : '#clips';
      const command = clipLast.definition.name;
      return (await control.runOn({ as, channel, command, target: ids.bo! })).id;
    },
    may: all.filter((who) => who !== 'who left'),
  },
  {
    ...{ name: trim.definition.name, use: onMessage(trim.definition.name), effect: isLinkFor },
    ...{ may: may.trim, refusal: says(en.post.trimNotYours) },
  },
  {
    ...{ name: save.definition.name, use: onMessage(save.definition.name), effect: isLinkFor },
    may: all,
  },
];

export const rows: Row[] = [...components, ...commands, ...menus];
