/** Takes what is to be closed later; the last one is closed first. */
export type OnClose = (closer: () => unknown) => void;

/** What `start` gives, with a `close` for all that it started; closed at once when `start` fails. */
export async function closable<T>(
  start: (onClose: OnClose) => Promise<T>,
): Promise<T & { close(): Promise<void> }> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await start((closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}
