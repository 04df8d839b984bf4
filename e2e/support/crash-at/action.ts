import type { Stage } from './stage.ts';

/** Something that a person does, in the course of which the product may die. */
export interface Action<Ready = unknown> {
  /** What has to be there before, which no crash disturbs. */
  prepare?(stage: Stage): Promise<Ready>;
  /** Rejects where nobody answers any more. */
  act(stage: Stage, ready: Ready): Promise<void>;
  /**
   * What the person does who sees, when it is up again, that it is not done. Without it nothing is left to them: what
   * was begun goes on by itself.
   */
  actAgain?(stage: Stage, ready: Ready): Promise<void>;
  /** Whether Discord has told the person that nothing came of it: then nothing may have come of it. */
  isRefused?(stage: Stage, ready: Ready): Promise<boolean>;
  /**
   * What is wrong in the end, a line each, where a crash changes what is kept by right: what was not recorded while
   * nobody was there. Everything else is compared with what there is without the crash.
   */
  faults?(stage: Stage, ready: Ready): Promise<string[]>;
  /** Brings the stage back to where it was. */
  after?(stage: Stage, ready: Ready): Promise<void>;
}
