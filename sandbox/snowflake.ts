const EPOCH_MS = 1_420_070_400_000;

let lastMs = 0;
let count = 0;

/** A new Discord id: unique in this process, rising, and carrying its creation time in ms. */
export function snowflake(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    count = 0;
  } else if (++count > 4095) {
    lastMs += 1;
    count = 0;
  }
  return snowflakeAt(lastMs, count);
}

/** The id that something made at `ms` (since 1970) would carry; the same each time. */
export function snowflakeAt(ms: number, count = 0): string {
  return ((BigInt(ms - EPOCH_MS) << 22n) | BigInt(count)).toString();
}

/** When the thing with this id was made, in ms since 1970. */
export function snowflakeTime(id: string): number {
  return Number(BigInt(id) >> 22n) + EPOCH_MS;
}
