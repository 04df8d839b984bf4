import { type ComponentChild, h } from 'preact';
import { post, type SeenMessage, type World } from './api.ts';
import { Attachments } from './attachments.ts';
import { Avatar } from './avatar.ts';
import { Components } from './components.ts';
import { Embed } from './embed.ts';
import { block } from './markdown.ts';
import { nameOf } from './store.ts';

const FROM_MENU = 23;
const LOADING = 1 << 7;
const COMPONENTS_V2 = 1 << 15;

interface Props {
  message: SeenMessage;
  world: World;
  as: string;
  /** Belongs to the one above: no head. */
  grouped: boolean;
  /** Deferred, but the bot never came back. */
  gaveUp: boolean;
}

export function Message({ message, world, as, grouped, gaveUp }: Props) {
  const { author, only_for: onlyFor } = message;
  const flags = message.flags ?? 0;
  const origin = message.interaction_metadata as
    | { name?: string; user: { id: string } }
    | undefined;
  const pinged = message.mention_everyone || message.mentions.some(({ id }) => id === world.me);
  const kinds = ['message', grouped && 'grouped', onlyFor && 'private', pinged && 'pinged'];
  const time = new Date(message.timestamp);
  const name = author.global_name ?? author.username;
  return h('article', { class: kinds.filter(Boolean).join(' '), 'aria-label': `${name} wrote` }, [
    origin?.name &&
      h('div', { class: 'origin' }, [
        h('span', { class: 'curl' }),
        h('strong', {}, nameOf(world, origin.user.id)),
        ' used ',
        h('code', {}, message.type === FROM_MENU ? origin.name : `/${origin.name}`),
      ]),
    !grouped && h(Avatar, { user: author }),
    h('div', { class: 'body' }, [
      !grouped &&
        h('div', { class: 'head' }, [
          h('strong', { class: author.bot ? 'name bot' : 'name' }, name),
          author.bot && h('span', { class: 'badge' }, 'APP'),
          h('time', { dateTime: message.timestamp, title: time.toString() }, clock(time)),
        ]),
      flags & LOADING
        ? h(Thinking, { name, gaveUp })
        : h('div', { class: 'content' }, [
            message.content && block(message.content, world),
            message.edited_timestamp && h('small', { class: 'edited' }, '(edited)'),
          ]),
      !(flags & COMPONENTS_V2) && h(Attachments, { attachments: message.attachments }),
      message.embeds.map((embed, i) => h(Embed, { key: i, embed, message, world })),
      h(Components, { components: message.components ?? [], message, world, as }),
      onlyFor && h(Private, { onDismiss: () => void post('dismiss', { as, message: message.id }) }),
    ]),
  ]);
}

function Thinking({ name, gaveUp }: { name: string; gaveUp: boolean }): ComponentChild {
  if (gaveUp)
    return h('div', { class: 'gave-up', role: 'alert' }, 'The application did not respond');
  const dots = [0, 1, 2].map((i) => h('i', { key: i }));
  return h('div', { class: 'thinking', role: 'status' }, [
    h('span', { class: 'dots', 'aria-hidden': true }, dots),
    `${name} is thinking…`,
  ]);
}

function Private({ onDismiss }: { onDismiss: () => void }) {
  return h('div', { class: 'only-you' }, [
    'Only you can see this · ',
    h('button', { type: 'button', class: 'plain', onClick: onDismiss }, 'Dismiss'),
  ]);
}

function clock(date: Date): string {
  const today = date.toDateString() === new Date().toDateString();
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return today ? time : `${date.toLocaleDateString()} ${time}`;
}
