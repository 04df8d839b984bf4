/** How long a real one was seen to take, ms; tests that wait for nothing may shorten it. */
export const DELAYS = {
  /** From the call to the answer of a start. */
  start: 300,
  /** Until a start that no service took is refused. */
  noService: 23_000,
  /** From the call to the answer of a stop that ends one. */
  stop: 500,
  /** Until a stop is refused: nobody has that egress, or nobody answers. */
  stopMiss: 3000,
  /** From ENDING to the end of one that was stopped by the API or by its service. */
  end: 3500,
  /** How long a track that isn't there is waited for. */
  trackMissing: 30_000,
  /** How long black and silence are recorded after the LiveKit server's death. */
  black: 180_000,
};

export type Delays = typeof DELAYS;

/** What goes wrong with files and pictures; can be switched at any time, also for what runs already. */
export const NO_FAULTS = {
  /** The event playlist is stored every n-th segment only (after an hour: 2, 3 ...); the live one always. */
  eventPlaylistEvery: 1,
  /** How long a playlist that is replaced can be read at size 0, ms. */
  playlistEmptyMs: 4,
  /** And then half-written, ms. */
  playlistTornMs: 4,
  /** Bytes after which the disk is full, as a small tmpfs does it by itself. */
  diskBytes: Number.MAX_SAFE_INTEGER,
  /** No picture arrives, as from a publisher that freezes; sound does. */
  noPictures: false,
};

export type Faults = typeof NO_FAULTS;
