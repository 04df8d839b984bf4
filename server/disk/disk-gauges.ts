import { Counter, Gauge, type Registry } from 'prom-client';
import type { Disk } from './disk.ts';

/** What `/metrics` shows of the disk. */
export function addDiskGauges(
  registry: Registry,
  { figures, refused }: Pick<Disk, 'figures' | 'refused'>,
): void {
  const registers = [registry];
  new Gauge({
    name: 'hindsight_disk_used_bytes',
    help: 'What lies on the disk. All but segments are added up every ten minutes at most.',
    labelNames: ['of'],
    registers,
    async collect() {
      const { usedBytes, usage } = (await figures()) ?? {};
      if (usedBytes !== undefined) this.set({ of: 'segments' }, usedBytes);
      for (const [of, bytes] of Object.entries(usage ?? {})) this.set({ of }, bytes);
    },
  });
  new Gauge({
    name: 'hindsight_disk_free_bytes',
    help: 'Free on each file system, by the first folder that lies on it: segments, clips, data.',
    labelNames: ['path'],
    registers,
    async collect() {
      for (const { path, freeBytes } of (await figures())?.spaces ?? []) {
        this.set({ path }, freeBytes);
      }
    },
  });
  new Gauge({
    name: 'hindsight_disk_limit_bytes',
    help: 'What all segments, those of a person and of a server may take, and what is to stay free; absent without a limit.',
    labelNames: ['of'],
    registers,
    async collect() {
      const { limits, reserveBytes } = (await figures()) ?? {};
      const all = {
        ...{ segments: limits?.maxBytes, person: limits?.maxBytesPerPerson },
        ...{ server: limits?.maxBytesPerServer, free: reserveBytes },
      };
      for (const [of, bytes = Number.POSITIVE_INFINITY] of Object.entries(all)) {
        if (Number.isFinite(bytes)) this.set({ of }, bytes);
      }
    },
  });
  new Gauge({
    name: 'hindsight_window_shrunk_seconds',
    help: "By how much everybody's window is shorter than usual, for lack of room.",
    registers,
    async collect() {
      this.set(((await figures())?.shrunkMs ?? 0) / 1000);
    },
  });
  new Counter({
    name: 'hindsight_shares_refused_total',
    help: 'Shares that were not begun, for lack of room.',
    registers,
    collect() {
      this.reset();
      this.inc(refused());
    },
  });
}
