/** Fast clips are done before it: nothing flickers, ms. */
const QUIET_MS = 3000;
/** Discord takes five edits in so many seconds; the result must never wait for one of ours, ms. */
const EVERY_MS = 2500;

/** Shows what is going on, now and then: what is said in between is passed over. */
export type Progress = ReturnType<typeof createProgress>;

/** @param show an edit; told to stop by its signal. Its failures are its own affair. */
export function createProgress(
  show: (words: string, signal: AbortSignal) => Promise<void>,
  { quietMs = QUIET_MS, everyMs = EVERY_MS } = {},
) {
  let wanted = '';
  let shown = '';
  let next = Date.now() + quietMs;
  let timer: NodeJS.Timeout | undefined;
  let edit: AbortController | undefined;
  let paused = false;

  function plan(): void {
    if (timer || edit || paused || wanted === shown) return;
    timer = setTimeout(send, Math.max(0, next - Date.now()));
  }

  async function send(): Promise<void> {
    timer = undefined;
    shown = wanted;
    const own = new AbortController();
    edit = own;
    try {
      await show(shown, own.signal);
    } catch {
      // The next one may fare better; the result comes in any case.
    } finally {
      if (edit === own) edit = undefined;
      next = Date.now() + everyMs;
      plan();
    }
  }

  return {
    say(words: string): void {
      wanted = words;
      plan();
    },
    /** No edit begins any more, and the one under way is cut off. @returns whether there was one: it may still land */
    pause(): boolean {
      paused = true;
      clearTimeout(timer);
      timer = undefined;
      const cutOff = edit !== undefined;
      edit?.abort();
      edit = undefined;
      return cutOff;
    },
    resume(): void {
      paused = false;
      shown = '';
      plan();
    },
  };
}
