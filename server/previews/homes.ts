import type { Processes } from '../processes.ts';
import type { Store } from '../store/store.ts';
import type { Previews } from './previews.ts';

/** At which server each preview is open: its files are on that machine alone. */
export type PreviewHomes = ReturnType<typeof createPreviewHomes>;

/** @param longestMs how long a preview may stay open */
export function createPreviewHomes(
  store: Store,
  processes: Pick<Processes, 'address' | 'others'>,
  longestMs: number,
) {
  // By address: after a restart, a server still has what was open there.
  const homes = store.records<string>('preview-homes');
  return {
    /** The same, whose previews other servers find. */
    noting: (previews: Previews): Previews => ({
      ...previews,
      async open(...asked) {
        const preview = await previews.open(...asked);
        if (store.isShared) await homes.set(preview.id, processes.address, longestMs);
        return preview;
      },
    }),

    /** @returns the address of the server that has it; null for our own, and where none is there that had it */
    async elsewhere(id: string): Promise<string | null> {
      if (!store.isShared) return null;
      const home = await homes.get(id);
      if (home === undefined || home === processes.address) return null;
      const servers = await processes.others('server');
      return servers.some(({ address }) => address === home) ? home : null;
    },
  };
}
