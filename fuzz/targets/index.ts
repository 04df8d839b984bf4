import type { Target } from '../target.ts';
import { adts } from './adts.ts';
import { clipFile } from './clip-file.ts';
import { cut } from './cut.ts';
import { flv } from './flv.ts';
import { h264 } from './h264.ts';
import { mixer } from './mixer.ts';
import { packetIndex } from './packet-index.ts';
import { parameterSets } from './parameter-sets.ts';
import { playlist } from './playlist.ts';
import { reorder } from './reorder.ts';
import { rtcp } from './rtcp.ts';
import { rtp } from './rtp.ts';
import { segment } from './segment.ts';
import { sound } from './sound.ts';
import { texts } from './texts.ts';
import { vp8 } from './vp8.ts';

export const TARGETS: Target[] = [
  ...[rtp, packetIndex, rtcp, reorder, h264, vp8, parameterSets, sound, mixer, flv],
  ...[adts, segment, playlist, texts, clipFile, cut],
];
