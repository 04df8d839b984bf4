import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';

/** What is asked before one shares on a server for the first time, or where more is kept than before; times in ms. */
export interface ConsentQuestion {
  agreed: boolean;
  windowMs: number;
  postedKeptMs: number;
  whoMayClip: 'nobody' | 'channel' | 'server';
}

export interface Consent {
  /** undefined: nothing is to be asked, or that is not known. */
  question: ConsentQuestion | undefined;
  /** What the server keeps, as far as it is known. */
  kept: ConsentQuestion | undefined;
  /** Whoever was asked and shares has agreed. Where that gets lost they are asked again, and nobody else clips them. */
  agree(): void;
  /** What they settled has changed. */
  refresh(): void;
}

export function useConsent(): Consent {
  const [question, setQuestion] = useState<ConsentQuestion>();
  const refresh = () =>
    void call<ConsentQuestion>('GET', '/api/consent').then(setQuestion, () => {
      // The page says below what is kept, in any case.
    });
  useEffect(refresh, []);
  const isOpen = question && !question.agreed;
  return {
    question: isOpen ? question : undefined,
    kept: question,
    agree() {
      if (!isOpen) return;
      call('PUT', '/api/consent').then(
        () => setQuestion({ ...question, agreed: true }),
        () => {},
      );
    },
    refresh,
  };
}
