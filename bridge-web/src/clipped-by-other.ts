import { call } from './api.ts';
import { say } from './ui/texts.ts';
import { toast } from './ui/toasts.ts';
import { duration } from './words.ts';

/** Somebody else has clipped this person's share. */
export interface ClippedByOther {
  clipId: string;
  /** null where their name is not known. */
  by: string | null;
  lengthMs: number;
}

/** Says so until it is closed: this page may be the only one that is told. */
export function tellClipped({ clipId, by, lengthMs }: ClippedByOther): void {
  toast('plain', say.clippedByOther(by ?? say.somebody, duration(lengthMs)), {
    action: { label: say.deleteIt, run: () => void withdraw(clipId) },
    forMs: Number.POSITIVE_INFINITY,
  });
}

async function withdraw(clipId: string): Promise<void> {
  try {
    const { left } = await call<{ left: number }>('POST', `/api/clips/${clipId}/withdraw`);
    if (left > 0) toast('bad', say.messageStays);
    else toast('good', say.clipDeleted);
  } catch (error) {
    toast('bad', error instanceof Error ? error.message : String(error));
  }
}
