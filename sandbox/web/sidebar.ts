import { h } from 'preact';
import type { World } from './api.ts';
import { Avatar } from './avatar.ts';
import { become, openChannel, openDm, type State } from './store.ts';

/** Servers with their channels, the DM with the bot, and who one is. */
export function Sidebar({ world, channelId, unread, as }: State & { world: World }) {
  const entry = (id: string, sign: string, name: string, open: () => void) =>
    h(
      'button',
      {
        key: id,
        type: 'button',
        class: `channel${id === channelId ? ' current' : ''}${unread.has(id) ? ' unread' : ''}`,
        'aria-current': id === channelId ? 'page' : undefined,
        onClick: open,
      },
      [h('span', { class: 'sign' }, sign), name, unread.has(id) && h('span', { class: 'dot' })],
    );
  const me = world.people.find((person) => person.id === world.me);
  return h('nav', { class: 'sidebar', 'aria-label': 'Channels' }, [
    h('div', { class: 'brand' }, [
      h('img', { src: '/icon.svg', alt: '' }),
      h('div', {}, [h('strong', {}, 'Sandbox'), h('small', {}, 'stands in for Discord')]),
    ]),
    h('div', { class: 'groups' }, [
      world.guilds.map((guild) =>
        h('section', { key: guild.id, class: 'group' }, [
          h('h2', {}, [guild.name, h('small', {}, size(guild.uploadLimit))]),
          guild.channels.map(({ id, name, voice }) =>
            entry(id, voice ? '♪' : '#', name, () => void openChannel(id)),
          ),
        ]),
      ),
      h('section', { class: 'group' }, [
        h('h2', {}, 'Direct messages'),
        entry(world.dm?.id ?? 'dm', '@', world.bot.username, () => void openDm()),
      ]),
      h('section', { class: 'group' }, [
        h('h2', {}, 'Members'),
        [world.bot, ...world.people].map((user) =>
          h('div', { key: user.id, class: 'member' }, [
            h(Avatar, { user, small: true }),
            h('span', {}, user.global_name ?? user.username),
            'bot' in user &&
              h(
                'span',
                { class: `badge${world.online ? '' : ' off'}` },
                world.online ? 'APP' : 'offline',
              ),
            'takesDms' in user && !user.takesDms && h('small', {}, 'no DMs'),
          ]),
        ),
      ]),
    ]),
    h('label', { class: 'you' }, [
      me && h(Avatar, { user: me }),
      h('span', {}, [
        h('small', {}, 'You are'),
        h(
          'select',
          {
            'aria-label': 'You are',
            value: world.me,
            onChange: (event: Event) => become((event.target as HTMLSelectElement).value),
          },
          world.people.map((person) =>
            h(
              'option',
              { value: person.id, key: person.id },
              person.global_name ?? person.username,
            ),
          ),
        ),
      ]),
      h('span', { class: 'presence', title: as }),
    ]),
  ]);
}

export function size(bytes: number): string {
  const mib = bytes / 1024 / 1024;
  if (mib >= 1) return `${Number(mib.toFixed(mib >= 10 ? 0 : 1))} MiB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} B`;
}
