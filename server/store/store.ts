import type { Keyv } from 'keyv';
import type { Contents } from './contents.ts';

/** Where everything small is kept: records by key, lists of keys beside them, and what may happen only once. */
export interface Store {
  /** Records of one kind. Every failure is thrown; a missing or expired record is undefined. */
  records<T>(namespace: string): Keyv<T>;
  index: Index;
  topics: Topics;
  /** Whether processes on other machines may work with it at the same time. */
  isShared: boolean;
  /**
   * Takes `key` for `ttlMs` if nobody holds it; true for exactly one caller among all processes.
   * For single-use links and notices that go out only once.
   */
  claim(key: string, ttlMs: number): Promise<boolean>;
  /**
   * Takes `key` for `ttlMs` if nobody but `owner` holds it; false where somebody does. Taken again in time it stays
   * with its owner; once that is dead, it is free again.
   */
  lease(key: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Gives a lease back; somebody else's stays. */
  release(key: string, owner: string): Promise<void>;
  /** Who has a lease at this moment; undefined: nobody. */
  holder(key: string): Promise<string | undefined>;
  /** All of it, for moving it and keeping copies. */
  contents: Contents;
  /** Rejects when the store doesn't answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What processes tell one another as it happens. Who does not listen at that moment never hears it. */
export interface Topics {
  /** Reaches everybody who listens, in this process too. @param message what JSON can carry */
  publish(topic: string, message: unknown): Promise<void>;
  /**
   * @param listener must not throw; what was published in one process reaches it in order
   * @returns a function that takes this back
   */
  subscribe<T>(topic: string, listener: (message: T) => void): Promise<() => void>;
}

/** Lists of record keys in order of a score (a time in ms, mostly), so that nothing is ever found by scanning. */
export interface Index {
  /** Adds a member or moves it to another score. */
  add(list: string, member: string, score: number): Promise<void>;
  remove(list: string, member: string): Promise<void>;
  /** Many of both at once: nobody sees only a part of them, also when the process ends in the middle. */
  update(changes: ListChanges): Promise<void>;
  page(list: string, query: PageQuery): Promise<Page>;
  count(list: string): Promise<number>;
  /** Of all scores. */
  sum(list: string): Promise<number>;
  /** Forgets the whole list. */
  drop(list: string): Promise<void>;
}

export interface ListChanges {
  add?: ListEntry[];
  remove?: Omit<ListEntry, 'score'>[];
}

/** A member and the list that it is in. */
export interface ListEntry extends ListMember {
  list: string;
}

export interface PageQuery {
  /** Lowest and highest score, both inclusive. */
  from?: number;
  to?: number;
  limit: number;
  newestFirst?: boolean;
  /** From the page before; it stays good when members come and go. */
  cursor?: string;
}

export interface Page {
  members: ListMember[];
  /** Absent on the last page. */
  cursor?: string;
}

export interface ListMember {
  member: string;
  score: number;
}
