import { gapsOf } from '../../machines/recorded-through.ts';
import type { Course } from '../course.ts';
import { excusedFor } from '../excuses.ts';
import { drawnBy, type Member, thrownOut } from '../members.ts';
import { messagesTo } from '../seen.ts';
import { lengthMs, outside, overlaps, type Span } from '../spans.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** Holes that are shorter need not be told. */
const TOLD_MS = 3000;
/** How far apart what is told and what is missing may lie, ms. */
const ABOUT_MS = 15_000;
/** What is being recorded just now is no gap yet, and who misses something is told once it goes on, ms. */
const RECENT_MS = { missing: 5000, told: 30_000 };
/** Shorter ones are how far a segment's listed length may be off, ms. */
const SHORTEST_MS = 1000;

/** Nothing of a share is missing but what a fault explains, and who misses much of it was told. */
export const gapsTold: Invariant = async (course) => {
  const { found, note } = violationsOf('gaps told');
  for (const member of course.members) {
    const gaps = await gapsOf(member.userId, course.installation);
    const words = await wordsOfShares(member, course);
    const excused = [...excusedFor('pictures', course.happenings), ...member.breaks];
    for (const gap of gaps.filter(({ toMs }) => toMs < Date.now() - RECENT_MS.missing)) {
      const [seconds, when] = [lengthMs(gap) / 1000, new Date(gap.fromMs).toISOString()];
      const about = { atMs: gap.fromMs, ids: [member.userId, member.roomName] };
      const missing = outside(gap, excused).filter(
        (span) => lengthMs(span) > SHORTEST_MS && isDrawn(member, span),
      );
      if (missing.length > 0) {
        note(`${seconds} s of ${member.as}'s share from ${when} on are missing`, about);
      } else if (
        seconds * 1000 >= TOLD_MS &&
        gap.toMs < Date.now() - RECENT_MS.told &&
        !isKnown(member, gap, words)
      ) {
        note(`nobody told ${member.as} of a gap of ${seconds} s from ${when} on`, about);
      }
    }
  }
  return found;
};

function isDrawn(member: Member, { fromMs, toMs }: Span): boolean {
  return drawnBy(member).filter((atMs) => atMs > fromMs && atMs < toMs).length > 2;
}

/** They left themselves, their page was thrown out and said so, or the bot told them. */
function isKnown(member: Member, gap: Span, told: Span[]): boolean {
  const about = { fromMs: gap.fromMs - ABOUT_MS, toMs: gap.toMs + ABOUT_MS };
  const isAbout = (span: Span) => overlaps(span, about);
  const thrown = thrownOut(member).map((atMs) => ({ fromMs: atMs, toMs: atMs }));
  return [...member.breaks, ...thrown, ...told].some(isAbout) || !isDrawn(member, gap);
}

/** The times in what the bot said of somebody's share. */
async function wordsOfShares(member: Member, course: Course): Promise<Span[]> {
  const messages = await messagesTo(member, course.installation);
  const lines = messages.flatMap(({ content }) => content.split('\n\n'));
  return lines
    .filter((line) => line.includes('Your screen share'))
    .map((line) => [...line.matchAll(/<t:(\d+):\w>/g)].map(([, s]) => Number(s) * 1000))
    .filter((times) => times.length > 0)
    .map((times) => ({ fromMs: Math.min(...times), toMs: Math.max(...times) }));
}
