import { clip } from './clip.ts';
import type { Command } from './command.ts';
import { replay } from './replay.ts';

export const commands: Command[] = [clip, replay];
