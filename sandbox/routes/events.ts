import { PassThrough } from 'node:stream';
import type { Interaction } from '../interactions.ts';
import type { StoredMessage } from '../messages.ts';
import type { Sandbox } from '../sandbox.ts';
import { canSee, interactionView, messageView, worldView } from '../views.ts';

/** Server-sent events of what one person sees happen; ends when the page goes. */
export function eventStream(sandbox: Sandbox, userId: string): PassThrough {
  const { world, bus } = sandbox;
  const stream = new PassThrough();
  const send = (event: string, data: unknown) =>
    stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const sees = (channelId: string) => canSee(world, world.channels.get(channelId), userId);

  const onMessage = (op: string, message: StoredMessage) => {
    if (message.onlyFor ? message.onlyFor !== userId : !sees(message.channelId)) return;
    send('message', { op, message: messageView(sandbox, message) });
  };
  const onInteraction = (interaction: Interaction) => {
    if (interaction.userId === userId) send('interaction', interactionView(interaction));
  };
  const onTyping = (channelId: string, by: string) => {
    if (sees(channelId)) send('typing', { channelId, userId: by });
  };
  const onWorld = () => send('world', worldView(sandbox, userId));

  bus.on('message', onMessage).on('interaction', onInteraction);
  bus.on('typing', onTyping).on('world', onWorld);
  stream.once('close', () => {
    bus.off('message', onMessage).off('interaction', onInteraction);
    bus.off('typing', onTyping).off('world', onWorld);
  });
  onWorld();
  return stream;
}
