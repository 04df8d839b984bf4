import { missedWords } from '../missed-words.ts';
import type { Ending } from '../page-events.ts';
import { toast } from '../ui/toasts.ts';
import { readChoice } from './quality.ts';
import type { Share } from './share.ts';
import { recordingWords } from './status.ts';
import { say as words } from './texts.ts';
import { say } from './trouble-texts.ts';

/** For so long after a share ended here, its recording's end is no news, ms. */
const QUIET_MS = 15_000;
/** So many that were missed are shown: who was away for a week has the newest to read. */
const MOST_MISSED = 3;

/** Says by toasts how recordings ended, and what to do then. */
export class Endings {
  readonly #share: Pick<Share, 'state' | 'begin' | 'record' | 'refresh'>;
  readonly #channelId: string;
  #endedAtMs = Number.NEGATIVE_INFINITY;
  #closeComplaint = () => {};
  readonly #closeMissed: (() => void)[] = [];

  /** @param channelId the one of this page */
  constructor(share: Pick<Share, 'state' | 'begin' | 'record' | 'refresh'>, channelId: string) {
    this.#share = share;
    this.#channelId = channelId;
  }

  /** It ended while nobody looked. */
  missed(ending: Ending): void {
    // That it ended with the page before is said already.
    if (this.#share.state.notice && !ending.error) return;
    const run = () => void this.#share.begin(readChoice(localStorage));
    const text = missedWords(ending, this.#channelId);
    const close = toast(ending.error ? 'bad' : 'plain', text, {
      action: { label: words.shareAgain, run },
      forMs: Number.POSITIVE_INFINITY,
    });
    this.#closeMissed.push(close);
    if (this.#closeMissed.length > MOST_MISSED) this.#closeMissed.shift()?.();
  }

  /** It ended just now. */
  async ended({ error }: Ending): Promise<void> {
    await this.#share.refresh();
    if (this.#share.state.phase === 'sharing') return this.complain();
    // The page says so itself.
    if (performance.now() - this.#endedAtMs < QUIET_MS) return;
    if (error) toast('bad', say.failedElsewhere(error));
    else toast('plain', say.endedElsewhere);
  }

  /** Says so where this share goes on and its recording doesn't. */
  complain(): void {
    const { phase, connection, settling, heard, progress } = this.#share.state;
    // Whatever is lost or only just begun goes on by itself.
    if (phase !== 'sharing' || connection.state !== 'live' || settling) return;
    const { tone, text, detail = '' } = recordingWords(heard, settling, progress);
    if (tone !== 'bad') return;
    const action = { label: words.recordAgain, run: () => void this.#share.record() };
    this.#closeComplaint();
    this.#closeComplaint = toast('bad', `${text}. ${detail}`, { action });
  }

  /** It is recorded again. */
  solved(): void {
    this.#closeComplaint();
  }

  /** The share itself ended here, which the page says. */
  shareEnded(): void {
    this.#endedAtMs = performance.now();
    this.#closeComplaint();
  }
}
