import type { Installation } from '../machines/installation.ts';
import type { Member } from './members.ts';

/** A fault as it came about; without an end it lasts. */
export interface Happening {
  name: string;
  what: string;
  fromMs: number;
  toMs?: number;
}

/** A command that somebody typed. */
export interface Typed {
  /** The interaction's, and the clip's. */
  id: string;
  member: Member;
  command: string;
  /** When it was typed, by its id. */
  atMs: number;
  /** Absent where it asks for no clip. */
  clip?: { title: string; lengthMs: number; to: 'here' | 'dm' | 'library' };
  /** All has been looked at. */
  isChecked?: boolean;
}

/** What has come to pass in a run, as whoever stands outside knows it. */
export interface Course {
  seed: number;
  installation: Installation;
  members: Member[];
  happenings: Happening[];
  typed: Typed[];
}
