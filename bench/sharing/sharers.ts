import { parseRoomName } from '../../server/livekit/room-name.ts';
import { shareToken } from '../../server/livekit/tokens.ts';
import { play } from './play.ts';
import { publish } from './publish.ts';
import { readTape } from './tape.ts';

/** A process of sharers: each room's name that it is sent becomes a share there, whose tracks it tells. */
export interface SharersOrder {
  livekit: { url: string; apiKey: string; apiSecret: string };
  tapeFile: string;
}

export interface SharedTracks {
  roomName: string;
  userId: string;
  videoTrackId: string;
  audioTrackId: string;
}

/** LiveKit, which has one core together with all sharers, takes no more. */
export interface NoShare {
  failed: string;
}

const { livekit, tapeFile } = JSON.parse(process.argv[2] ?? '') as SharersOrder;
const tape = await readTape(tapeFile);
process.on('message', async (roomName: string) => {
  // One room for each: its channel's number does for its sharer as well.
  const userId = parseRoomName(roomName)?.channelId ?? '1';
  const token = await shareToken(livekit, { roomName, userId, name: userId });
  try {
    const published = await publish(livekit.url, token);
    play(tape, published);
    const { videoTrackId, audioTrackId } = published;
    process.send?.({ roomName, userId, videoTrackId, audioTrackId } satisfies SharedTracks);
  } catch (error) {
    process.send?.({ failed: String(error) } satisfies NoShare);
  }
});
process.on('disconnect', () => process.exit(0));
