import programs from 'node:child_process';
import { afterChange, beforeChange } from '../crash.ts';

/** Watches node:child_process: a program that is begun, and its end in order. */
export function watchPrograms(): void {
  const { spawn } = programs;
  programs.spawn = ((command: string, ...rest: never[]) => {
    // Behind what makes it wait for others, or end with us.
    const name = JSON.stringify([command, rest]).includes('ffmpeg') ? 'ffmpeg' : command;
    beforeChange(`run ${name}`);
    const child = (spawn as (...args: unknown[]) => programs.ChildProcess)(command, ...rest);
    child.prependOnceListener('spawn', () => afterChange(`run ${name}`));
    child.prependOnceListener('exit', (code) => {
      if (code === 0) afterChange(`end of ${name}`);
    });
    return child;
  }) as typeof spawn;
}
