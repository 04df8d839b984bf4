import type { SenderReport } from '../../packets/rtp.ts';

export type Kind = 'picture' | 'sound';

/** A share's clocks and its way to the server. Moments are the server's, ms since the share began. */
export interface Conditions {
  /** How much too fast the sharer's quartz runs, ppm. */
  quartzPpm?: number;
  /** How much too fast their sound card runs beside it, ppm. */
  soundPpm?: number;
  /** How far the clock in the sender reports is off, ms. */
  clockMs?: (atMs: number) => number;
  /** What the way takes, ms. Its least is what segments are placed by. */
  delayMs?: (atMs: number, random: () => number, kind: Kind) => number;
  /** What becomes of a sender report, the `index`th of its stream; null: it never comes. */
  report?: (report: SenderReport, kind: Kind, index: number) => SenderReport | null;
  /** How much later than a packet a report comes, ms. */
  reportLateMs?: number;
  /** The sharer's machine sleeps, and its clocks stand still: from when, for how long. */
  sleeps?: { atMs: number; forMs: number }[];
  /** Timestamps jump: when, and by how much, ms. */
  jumps?: { atMs: number; byMs: number; kind: Kind }[];
  /** The connection is lost, and another brings new streams. */
  reconnectsAtMs?: number[];
  /** From one picture to the next, ms; 100 where nothing is said. */
  frameMs?: number;
  /** Spans in which nobody can know better: around a jump, a sleep. Nothing is judged there. */
  except?: { fromMs: number; toMs: number }[];
  /** How much more than the law says sound may be off, ms: what nothing tells. */
  unknowableMs?: number;
}
