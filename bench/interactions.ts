import { atMost, type Bench, median, plain } from './figure.ts';
import { answerTimes, measureLoad } from './interacting/measured.ts';

const LOAD = { perSecond: 100, seconds: 60, dropEveryMs: 5000 };

/** A hundred commands, completions and presses a second, while the connections to Discord are cut again and again. */
export const interactions: Bench = {
  name: 'interactions',
  async measure(say) {
    say(`${LOAD.perSecond} a second for ${LOAD.seconds} s, connections cut every 5 s`);
    const { interactions, warm, end } = await measureLoad(LOAD);
    const times = answerTimes(interactions);
    const slowest = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
    const lost = interactions.filter(({ callbacks }) => callbacks !== 1).length;
    const name = 'interactions, 100/s';
    return [
      atMost(`${name}: lost or answered twice`, lost, '', 0),
      plain(`${name}: first answer, middle`, median(times), 'ms'),
      atMost(`${name}: first answer, slowest of a hundred`, slowest, 'ms', 1000),
      plain(`${name}: memory of the bot after 10 s`, warm.memoryMb, 'MB'),
      atMost(`${name}: memory at the end beside that`, end.memoryMb / warm.memoryMb, '', 1.2),
      plain(`${name}: what it holds after 10 s`, warm.heldMb, 'MB'),
      plain(`${name}: what it holds at the end`, end.heldMb, 'MB'),
    ];
  },
};
