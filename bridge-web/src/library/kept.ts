import { useEffect } from 'preact/hooks';
import { onSignedOut } from '../session.ts';

const place = (name: string) => `hindsight.library.${name}`;

/** Keeps what one was at in this tab, should the session end, until the same person is back. */
export function useKept(name: string, userId: string, value: unknown): void {
  useEffect(
    () =>
      onSignedOut(() => {
        if (value !== undefined) {
          sessionStorage.setItem(place(name), JSON.stringify({ userId, value }));
        }
      }),
    [name, userId, value],
  );
}

/** @returns what was kept, once */
export function takeKept<T>(name: string, userId: string): T | undefined {
  const text = sessionStorage.getItem(place(name));
  if (!text) return undefined;
  sessionStorage.removeItem(place(name));
  const kept = JSON.parse(text) as { userId: string; value: T };
  return kept.userId === userId ? kept.value : undefined;
}
