import { snowflakeTime } from '../../../../sandbox/snowflake.ts';
import { readClip } from '../../clock.ts';
import { clipFile } from '../clip-file.ts';
import { excusedFor } from '../excuses.ts';
import { drawnBy } from '../members.ts';
import { overlaps } from '../spans.ts';
import { wrongFrames } from '../wrong-frames.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** Every clip shows what its person's screen showed in its range, in order, whole but for what faults excuse. */
export const rightFrames: Invariant = async (course) => {
  const { found, note } = violationsOf('right frames');
  for (const typed of course.typed) {
    const { id, member, clip, isChecked } = typed;
    const file = clip && !isChecked ? await clipFile(typed, course) : null;
    if (!file || !clip) continue;
    const toMs = snowflakeTime(id);
    const range = { fromMs: toMs - clip.lengthMs, toMs };
    // The last seconds of a share that is over are those before its end.
    const rest = member.breaks.find((one) => overlaps(one, range));
    if (rest) range.fromMs = Math.min(range.fromMs, rest.fromMs - clip.lengthMs);
    // Then nobody can say which range was meant.
    if (excusedFor('time', course.happenings).some((span) => overlaps(span, range))) continue;
    const told = (what: string) =>
      note(`${clip.title} of ${member.as}: ${what}`, { atMs: toMs, ids: [id, member.userId] });
    // What can't be had for a clip just now is not lost: that would be among the gaps.
    const lost = (['pictures', 'clips'] as const).flatMap((cost) =>
      excusedFor(cost, course.happenings),
    );
    const excused = [...lost, ...member.breaks, ...(rest ? [range] : [])];
    const { card } = member;
    try {
      const { frames, hidden } = await readClip(file);
      const wanted = { ...range, card, excused, drawn: drawnBy(member) };
      for (const what of wrongFrames(frames, wanted)) told(what);
      if (hidden.length > 0) told(`${hidden.length} trimmed pictures are still in the file`);
    } catch (error) {
      told((error as Error).message);
    }
  }
  return found;
};
