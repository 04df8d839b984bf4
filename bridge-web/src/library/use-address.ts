import { useEffect, useState } from 'preact/hooks';
import { addressOf, type Filters, filtersIn } from './filters.ts';

interface Place {
  filters: Filters;
  /** The clip that is open. */
  clip?: string;
}

function placeIn(search: string): Place {
  const clip = new URLSearchParams(search).get('clip');
  return { filters: filtersIn(search), ...(clip && { clip }) };
}

/** What is shown stands in the address: going back, loading anew and links lead to the same. */
export function useAddress() {
  const [place, setPlace] = useState(() => placeIn(location.search));
  useEffect(() => {
    const back = () =>
      setPlace(({ filters }) => {
        const next = placeIn(location.search);
        // The same filters stay the same object, so that closing a clip loads nothing anew.
        return addressOf(next.filters) === addressOf(filters) ? { ...next, filters } : next;
      });
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);

  function go(next: Place, step: 'push' | 'replace', state: unknown = null): void {
    history[`${step}State`](state, '', addressOf(next.filters, next.clip));
    setPlace(next);
  }
  return {
    ...place,
    filter: (filters: Filters, typed: boolean) => go({ filters }, typed ? 'replace' : 'push'),
    /** From one clip to the next is no step of its own: going back closes them all. */
    open: (clip: string) =>
      go({ ...place, clip }, place.clip ? 'replace' : 'push', place.clip ? history.state : OPENED),
    close(): void {
      if (!place.clip) return;
      if (history.state === OPENED) history.back();
      else go({ filters: place.filters }, 'replace');
    },
  };
}

/** Marks a step in the history that opening a clip made, so that closing it takes it back. */
const OPENED = 'opened';
