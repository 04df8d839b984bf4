import { DoesNotFit } from '../../server/clips/fit.ts';
import { nothingBuffered } from '../../server/clips/settle-range.ts';
import type { PostedClips } from '../test-posted.ts';
import type { Player } from './player.ts';

const EDIT = { method: 'PATCH', path: '^/webhooks/' };
const GONE = { status: 404, code: 10008, message: 'Unknown Message' };

/** What people are told when their clips can't be made, posted or kept. */
export async function letGoWrong(on: PostedClips, player: Player, as: string): Promise<void> {
  const { control, parts } = on;
  const { played } = parts;

  for (const error of [nothingBuffered(), new Error('broken')]) {
    played.make = async () => {
      throw error;
    };
    for (const to of ['here', 'dm', 'library']) await player.type(`/clip 30s to:${to}`);
    parts.forget();
  }
  await control.refuseDms(as);
  await player.type('/clip 30s to:dm');
  played.make = async () => {
    throw nothingBuffered();
  };
  await player.type('/clip 30s');
  parts.forget();
  // What waited comes with it.
  await player.type('/replay status');
  await control.refuseDms(as, false);

  await control.addFault({ ...EDIT, withFile: true, kind: GONE });
  await player.type('/clip 30s title:deleted before it came');
  await control.addFault({ ...EDIT, withFile: true, kind: { status: 413, code: 40005 } });
  await player.type('/clip 30s title:too large');
  await control.clearFaults();

  played.beforeFit = async () => {
    throw new DoesNotFit(10_000, () => 'It is too large.');
  };
  await player.type('/clip 30s title:never fits');
  parts.forget();
  await cancelOne(on, player);
}

async function cancelOne({ parts }: PostedClips, player: Player): Promise<void> {
  const { make } = parts.played;
  parts.played.make = async (order, { signal, onStep } = {}) => {
    onStep?.({ name: 'queued', place: 3 });
    onStep?.({ name: 'cutting', part: 0.4 });
    await new Promise((_, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason)),
    );
    return make(order);
  };
  const message = await player.cancellable(await player.begin('/clip 30s title:never mind'));
  await player.use(message, 'cancel');
  parts.forget();
}
