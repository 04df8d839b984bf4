import { h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SeenInteraction, SeenMessage, World } from './api.ts';
import { Message } from './message.ts';
import { nameOf, type State } from './store.ts';

type Row = { id: string; message?: SeenMessage; interaction?: SeenInteraction };

/** What one sees of a channel, with those of one's own commands that have no answer. */
export function MessageList({ messages, interactions, world, as }: State & { world: World }) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const failed = new Set(interactions.filter((one) => one.state === 'failed').map((one) => one.id));
  const bare = interactions.filter(
    ({ kind, state, originalId }) =>
      kind !== 4 && !originalId && (state === 'failed' || (state === 'sent' && kind === 2)),
  );
  const rows: Row[] = [
    ...messages.map((message) => ({ id: message.id, message })),
    ...bare.map((interaction) => ({ id: interaction.id, interaction })),
  ].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));

  // New things and videos that get their height push up; but not who has scrolled back.
  useLayoutEffect(() => {
    const box = list.current!;
    const follow = () => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    };
    const watcher = new ResizeObserver(follow);
    watcher.observe(box);
    watcher.observe(box.firstElementChild!);
    return () => watcher.disconnect();
  }, []);

  return h(
    'div',
    {
      class: 'messages',
      ref: list,
      role: 'log',
      'aria-label': 'Messages',
      tabIndex: 0,
      onScroll: () => {
        const box = list.current!;
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
      },
    },
    h('div', { class: 'inner' }, [
      rows.length === 0 && h('p', { class: 'empty' }, 'Nothing here yet. Type / for the commands.'),
      rows.map(({ id, message, interaction }, i) =>
        message
          ? h(Message, {
              key: id,
              message,
              world,
              as,
              grouped: follows(rows[i - 1]?.message, message),
              gaveUp: failed.has(message.interaction_metadata?.id ?? ''),
            })
          : h(Unanswered, { key: id, interaction: interaction!, world }),
      ),
    ]),
  );
}

function Unanswered({ interaction, world }: { interaction: SeenInteraction; world: World }) {
  const failed = interaction.state === 'failed';
  const what =
    interaction.kind === 2
      ? ['used ', h('code', {}, interaction.label)]
      : `pressed “${interaction.label}”`;
  return h(
    'div',
    { class: `unanswered${failed ? ' failed' : ''}`, role: failed ? 'alert' : 'status' },
    [
      h('span', {}, [h('strong', {}, nameOf(world, interaction.userId)), ' ', what]),
      h(
        'span',
        { class: 'verdict' },
        failed ? 'The application did not respond' : 'Sending command…',
      ),
    ],
  );
}

/** A further message of the same author within five minutes needs no new head. */
function follows(before: SeenMessage | undefined, message: SeenMessage): boolean {
  return Boolean(
    before &&
      before.author.id === message.author.id &&
      before.only_for === message.only_for &&
      !message.interaction_metadata &&
      Date.parse(message.timestamp) - Date.parse(before.timestamp) < 5 * 60_000,
  );
}
