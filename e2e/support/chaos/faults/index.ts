import { clockStep } from './clock-step.ts';
import { connectionsCut, redisCut } from './cut-lines.ts';
import { discordCut, discordErrors, discordLimits } from './discord.ts';
import { gatewayDrop } from './discord-gateway.ts';
import { dmRefusal } from './dm-refusal.ts';
import { livekitDown, redisDown, s3Down } from './down.ts';
import type { Fault } from './fault.ts';
import { fullDisk } from './full-disk.ts';
import { kill } from './kill.ts';
import { networkDark, packetDelay, packetLoss, packetReordering } from './media.ts';
import { pause } from './pause.ts';
import { readOnlyDisk } from './read-only-disk.ts';
import { redisStopped } from './redis-stopped.ts';
import { s3Cut, s3Refuses, s3Slow } from './s3-line.ts';
import { slowDisk } from './slow-disk.ts';

export type { Begun, Fault, Random } from './fault.ts';

export const FAULTS: Fault[] = [
  ...[fullDisk, readOnlyDisk, slowDisk],
  ...[redisDown, redisStopped, redisCut],
  ...[s3Down, s3Slow, s3Refuses, s3Cut],
  ...[discordErrors, discordLimits, discordCut, gatewayDrop, dmRefusal],
  ...[livekitDown, packetLoss, packetDelay, packetReordering, networkDark],
  ...[clockStep, connectionsCut, kill, pause],
];
