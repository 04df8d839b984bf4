import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import type { PageEvents } from '../page-events.ts';
import { toast } from '../ui/toasts.ts';
import { say } from './clip-texts.ts';
import { isLookedAt } from './small-panel.ts';
import { apiWords } from './status.ts';

/** A moment of the buffer; `atMs` on the server's clock. */
export interface Mark {
  id: string;
  atMs: number;
  label: string;
}

/** Those set in Discord or by a key aren't told, so they are asked for; ms. */
const POLL_MS = 10_000;

/** This person's markers, newest first. */
export function useMarks(events: PageEvents) {
  const [marks, setMarks] = useState<Mark[]>([]);
  const refresh = () =>
    call<{ marks: Mark[] }>('GET', '/api/replay/marks').then(
      (read) => setMarks(read.marks),
      () => {
        // The page says already that the server is away.
      },
    );
  const change = async (done: Promise<unknown>) => {
    await done.catch((error) => toast('bad', apiWords(error)));
    await refresh();
  };
  useEffect(() => {
    const timer = setInterval(() => {
      if (isLookedAt()) void refresh();
    }, POLL_MS);
    const leave = events.listen({ ready: refresh });
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [events]);
  return {
    marks,
    set: (label = '') =>
      change(
        call<Mark>('POST', '/api/replay/marks', { label }).then(() =>
          toast('good', say.marked(label), { forMs: 3000 }),
        ),
      ),
    remove: (id: string) => change(call('DELETE', `/api/replay/marks/${id}`)),
  };
}
