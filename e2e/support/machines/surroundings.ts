import { mkdir } from 'node:fs/promises';
import { closable } from '../closable.ts';
import { mountSmallDisk, type SmallDisk } from '../mount.ts';
import { type Line, openLine } from '../network/line.ts';
import { type Perturbed, perturbed } from '../perturbed/perturbed.ts';

/** What one process has of its own, so that it alone may be in trouble. */
export interface Surroundings {
  dataDir: string;
  port: number;
  /** Its way to Redis. */
  redis: Line;
  /** The way of others to it. */
  internal: Line;
  /** That its data lies on; null where nobody may mount. */
  disk: SmallDisk | null;
  /** Null where nothing can be compiled. */
  perturbed: Perturbed | null;
  /** What it is configured with. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** In memory, and only as far as it is used. */
const DISK_BYTES = 512 << 20;

/** @param options.preload compiled from perturbed.c */
export function surround(options: {
  dataDir: string;
  port: number;
  redisPort: number;
  preload: string | null;
}): Promise<Surroundings> {
  const { dataDir, port, redisPort, preload } = options;
  return closable(async (onClose) => {
    const redis = await openLine(redisPort);
    onClose(redis.close);
    const internal = await openLine(port);
    onClose(internal.close);
    const disk = await mountSmallDisk(DISK_BYTES, dataDir).catch(() => null);
    if (disk) onClose(disk.close);
    await mkdir(dataDir, { recursive: true });
    const library = preload && { library: preload, file: `${dataDir}.perturbed`, disk: dataDir };
    const around = library ? await perturbed(library) : null;
    const env = {
      ...{ DATA_DIR: dataDir, PORT: String(port) },
      STORE_URL: `redis://127.0.0.1:${redis.port}`,
      INTERNAL_URL: `http://127.0.0.1:${internal.port}`,
      ...around?.env,
    };
    return { dataDir, port, redis, internal, disk, perturbed: around, env };
  });
}
