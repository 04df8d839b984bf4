import { useEffect, useState } from 'preact/hooks';
import { measureUpload, uploadToServer } from './bandwidth.ts';
import { checkEncoding, type Encoding } from './codec-check.ts';
import type { Choice } from './quality.ts';

export interface Checks {
  /** Of the connection's upload, bit/s; undefined until it is known. */
  bitrate?: number;
  state: 'unknown' | 'measuring' | 'measured' | 'failed';
  encoding: Encoding;
  measure(): void;
}

/** Remembers in this tab what was measured: connections don't change by the minute. */
const MEASURED = 'hindsight.upload';
const FRESH_MS = 10 * 60_000;

/** What the connection and this computer can do. @param wait something else needs the connection just now */
export function useChecks(choice: Choice, wait: boolean): Checks {
  const [bitrate, setBitrate] = useState(() => remembered(sessionStorage.getItem(MEASURED)));
  const [state, setState] = useState<Checks['state']>(bitrate ? 'measured' : 'unknown');
  const [encoding, setEncoding] = useState<Encoding>({});
  const measure = () => {
    setState('measuring');
    measureUpload(uploadToServer).then(
      (measured) => {
        sessionStorage.setItem(MEASURED, JSON.stringify({ bitrate: measured, atMs: Date.now() }));
        setBitrate(measured);
        setState('measured');
      },
      // Advice only: sharing works without it.
      () => setState('failed'),
    );
  };
  const needed = state === 'unknown' && !wait;
  useEffect(() => {
    if (needed) measure();
  }, [needed]);
  useEffect(() => void checkEncoding(choice).then(setEncoding), [choice.content]);
  return { bitrate, state, encoding, measure };
}

function remembered(text: string | null): number | undefined {
  const { bitrate, atMs } = JSON.parse(text ?? '{}');
  return typeof bitrate === 'number' && Date.now() - atMs < FRESH_MS ? bitrate : undefined;
}
