import { h } from 'preact';
import { useState } from 'preact/hooks';
import { Composer } from './composer.ts';
import { MessageList } from './message-list.ts';
import { Misbehave } from './misbehave.ts';
import { Modal } from './modal.ts';
import { Sidebar } from './sidebar.ts';
import type { State } from './store.ts';

export function App(state: State) {
  const { world, channelId, interactions } = state;
  const [panel, setPanel] = useState(false);
  if (!world) return h('div', { class: 'boot' }, state.connected ? 'Loading…' : 'Connecting…');
  const guild = world.guilds.find((one) => one.channels.some(({ id }) => id === channelId));
  const channel = guild?.channels.find(({ id }) => id === channelId);
  const title = channel ? channel.name : world.bot.username;
  const sign = channel ? (channel.voice ? '♪' : '#') : '@';
  const asking = interactions.findLast((interaction) => interaction.modal);
  return h('div', { class: `app${panel ? ' with-panel' : ''}` }, [
    h(Sidebar, { ...state, world }),
    h('main', { class: 'chat' }, [
      h('header', { class: 'bar' }, [
        h('h1', {}, [h('span', { class: 'sign' }, sign), title]),
        h('span', { class: 'where' }, guild?.name ?? 'Direct message'),
        !state.connected &&
          h('span', { class: 'offline', role: 'status' }, 'Connection lost, trying again…'),
        h(
          'button',
          {
            class: `tool${panel ? ' on' : ''}`,
            type: 'button',
            'aria-pressed': panel,
            onClick: () => setPanel(!panel),
          },
          [
            'Misbehave',
            world.faults.length > 0 && h('span', { class: 'count' }, world.faults.length),
          ],
        ),
      ]),
      h(MessageList, { ...state, world, key: channelId }),
      h(Composer, {
        key: `${channelId} ${state.as}`,
        as: state.as,
        channelId,
        label: channel ? `Message #${title}` : `Message @${title}`,
        typing: state.typing,
      }),
    ]),
    panel && h(Misbehave, { world, guild, channel, as: state.as }),
    asking && h(Modal, { key: asking.id, interaction: asking, as: state.as }),
  ]);
}
