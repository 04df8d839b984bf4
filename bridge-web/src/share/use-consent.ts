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
  /** Whether it is known by now, or can't be, what is to be asked. */
  isSettled: boolean;
  /** undefined: nothing is to be asked, or that is not known. */
  question: ConsentQuestion | undefined;
  /** What the server keeps, as far as it is known. */
  kept: ConsentQuestion | undefined;
  /** Whoever was asked and shares has agreed: the server has to know of it first. @throws ApiError */
  agree(): Promise<void>;
  /** What they settled has changed. */
  refresh(): void;
}

export function useConsent(): Consent {
  const [question, setQuestion] = useState<ConsentQuestion>();
  const [isSettled, setSettled] = useState(false);
  const refresh = () =>
    void call<ConsentQuestion>('GET', '/api/consent')
      // Where it fails, the page says below what is kept, and sharing is refused in words.
      .then(setQuestion, () => {})
      .finally(() => setSettled(true));
  useEffect(refresh, []);
  const isOpen = question && !question.agreed;
  return {
    isSettled,
    question: isOpen ? question : undefined,
    kept: question,
    async agree() {
      if (!isOpen) return;
      await call('PUT', '/api/consent');
      setQuestion({ ...question, agreed: true });
    },
    refresh,
  };
}
