/**
 * npm passes on to us what the terminal, or systemd, has sent us already: one Ctrl-C comes twice, a moment apart. What
 * comes within that time is no second one, ms.
 */
const SAME_MS = 500;

/**
 * @param first what is done when somebody tells this process to end
 * @param again when they do so once more
 */
export function onStopSignal(
  first: () => unknown,
  again: () => unknown,
  { on = process as Pick<NodeJS.EventEmitter, 'on'>, now = () => performance.now() } = {},
): void {
  let toldAtMs: number | undefined;
  const told = () => {
    if (toldAtMs === undefined) {
      toldAtMs = now();
      first();
    } else if (now() - toldAtMs > SAME_MS) again();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) on.on(signal, told);
}
