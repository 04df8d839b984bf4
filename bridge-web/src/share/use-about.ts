import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';

/** What of the running configuration matters to this page; times in ms. */
export interface About {
  discordSignIn?: boolean;
  /** How long a posted clip stays in its owner's library. */
  postedKeptMs?: number;
}

/** {} until it is known. */
export function useAbout(): About {
  const [about, setAbout] = useState<About>({});
  useEffect(() => {
    call<About>('GET', '/api/about').then(setAbout, () => {
      // Words that need it are left out.
    });
  }, []);
  return about;
}
