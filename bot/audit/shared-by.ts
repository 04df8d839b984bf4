import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { roomName } from '../../server/livekit/room-name.ts';
import type { PostedClips } from '../test-posted.ts';

/** Ada shares for a channel, and lets those who see it clip her. */
export async function letOthersClip(
  { ada, services }: PostedClips,
  place: { guildId: string; channelId: string },
): Promise<void> {
  const { shares, consents, settings, config } = services;
  const segmentPath = join(config.segmentsPath, ada, '1000');
  await mkdir(segmentPath, { recursive: true });
  await shares.save({
    ...{ id: 'S1', egressId: 'EG_1', userId: ada, ...place, segmentPath },
    ...{ roomName: roomName(place.guildId, place.channelId), status: 'active' },
    ...{ videoTrackId: 'TR_a', audioTrackId: null },
    ...{ startedAt: Date.now(), createdAt: 1000, updatedAt: 1000 },
  });
  const { windowMs, postedKeptMs } = config;
  await consents.agree(ada, place.guildId, { windowMs, postedKeptMs });
  await settings.change(ada, { whoMayClip: 'channel' });
}
