/** A short message at the edge of the page. */
export interface Toast {
  id: number;
  tone: 'good' | 'bad' | 'plain';
  text: string;
  /** A button in it. */
  action?: { label: string; run(): void };
  /** When it goes by itself, ms since the page was opened; what is bad stays until it is closed. */
  untilMs: number;
}

type Listener = (toasts: Toast[]) => void;

const SHOWN_MS = 8000;
const MOST = 4;
let toasts: Toast[] = [];
let listeners: Listener[] = [];
let lastId = 0;

/**
 * It takes the place of one that says the same, and of the oldest where there are many; but never of one with a button,
 * such as "Undo", which stays for as long as it was promised.
 * @returns a function that takes it away
 */
export function toast(
  tone: Toast['tone'],
  text: string,
  { action, forMs }: { action?: Toast['action']; forMs?: number } = {},
): () => void {
  const id = ++lastId;
  const stays = forMs ?? (tone === 'bad' ? Number.POSITIVE_INFINITY : SHOWN_MS);
  const close = () => set(toasts.filter((one) => one.id !== id));
  const others = toasts.filter((one) => one.action || one.text !== text);
  let tooMany = others.length + 1 - MOST;
  const kept = others.filter((one) => one.action || tooMany-- <= 0);
  set([...kept, { id, tone, text, action, untilMs: performance.now() + stays }]);
  if (Number.isFinite(stays)) setTimeout(close, stays);
  return close;
}

export function closeToast(id: number): void {
  set(toasts.filter((one) => one.id !== id));
}

export function listenToToasts(listener: Listener): () => void {
  listeners.push(listener);
  listener(toasts);
  return () => {
    listeners = listeners.filter((one) => one !== listener);
  };
}

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener(toasts);
}
