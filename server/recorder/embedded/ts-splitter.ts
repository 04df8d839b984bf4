const PACKET = 188;
const SYNC = 0x47;
const PAT_PID = 0;
const SDT_PID = 0x11;
export const PMT_PID = 0x1000;
export const PICTURE_PID = 0x100;
/** A presentation timestamp has 33 bits. */
const PTS_SPAN = 2 ** 33;

export interface SplitterHandlers<T> {
  /** A part is whole: from the picture it was announced with up to the next announced one. */
  onPart(part: T, data: Buffer[]): void;
}

/**
 * Cuts a running MPEG transport stream before the pictures it was told to. Every part begins with the stream's
 * tables, so each plays by itself.
 */
export class TsSplitter<T> {
  readonly #onPart: (part: T, data: Buffer[]) => void;
  readonly #announced: { pts: number; part: T }[] = [];
  #part: T | null = null;
  #data: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #pat: Buffer | null = null;
  #pmt: Buffer | null = null;
  #tables = 0;
  /** Of the newest picture that came through, 90 kHz; null before the first. */
  newestPts: number | null = null;

  constructor({ onPart }: SplitterHandlers<T>) {
    this.#onPart = onPart;
  }

  /** The one that is open. */
  get part(): T | null {
    return this.#part;
  }

  /** A part is to begin with the picture of this timestamp (90 kHz, may be over 33 bits). */
  announce(pts: number, part: T): void {
    this.#announced.push({ pts: pts % PTS_SPAN, part });
  }

  push(chunk: Buffer): void {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = data.length - (data.length % PACKET);
    let keptFrom = 0;
    for (let at = 0; at < end; at += PACKET) {
      if (data[at] !== SYNC) throw new Error('not a transport stream');
      const second = data[at + 1] ?? 0;
      const pid = ((second & 0x1f) << 8) | (data[at + 2] ?? 0);
      if (pid === PICTURE_PID && second & 0x40) {
        if (!this.#begins(data.subarray(at, at + PACKET))) continue;
        this.#keep(data.subarray(keptFrom, at));
        this.#next();
        keptFrom = at;
      } else if (pid === PAT_PID || pid === PMT_PID || pid === SDT_PID) {
        this.#keep(data.subarray(keptFrom, at));
        keptFrom = at + PACKET;
        const packet = data.subarray(at, at + PACKET);
        if (pid === PAT_PID) this.#pat = Buffer.from(packet);
        if (pid === PMT_PID) this.#pmt = Buffer.from(packet);
      }
    }
    this.#keep(data.subarray(keptFrom, end));
    this.#rest = data.subarray(end);
  }

  /** Ends the part that is open; what follows belongs to none until an announced picture comes. */
  cut(): void {
    if (this.#part !== null) this.#onPart(this.#part, this.#data);
    this.#part = null;
    this.#data = [];
  }

  #begins(packet: Buffer): boolean {
    const pts = presentationTime(packet);
    if (pts === null) return false;
    this.newestPts = pts;
    return this.#announced[0]?.pts === pts;
  }

  #next(): void {
    this.cut();
    const next = this.#announced.shift();
    if (!next || !this.#pat || !this.#pmt) return;
    this.#part = next.part;
    for (const table of [this.#pat, this.#pmt]) this.#data.push(this.#numbered(table));
    this.#tables += 1;
  }

  /** With the continuity counter that a decoder expects of this table. */
  #numbered(table: Buffer): Buffer {
    const copy = Buffer.from(table);
    copy[3] = ((copy[3] ?? 0) & 0xf0) | (this.#tables & 15);
    return copy;
  }

  #keep(data: Buffer): void {
    if (this.#part !== null && data.length > 0) this.#data.push(data);
  }
}

/** Of the packet in which a picture begins, 90 kHz; null when it has none. */
function presentationTime(packet: Buffer): number | null {
  const hasAdaptation = ((packet[3] ?? 0) & 0x20) !== 0;
  const at = 4 + (hasAdaptation ? 1 + (packet[4] ?? 0) : 0);
  if (at + 14 > PACKET || packet.readUIntBE(at, 3) !== 1 || !((packet[at + 7] ?? 0) & 0x80)) {
    return null;
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = packet.subarray(at + 9, at + 14);
  return ((a >> 1) & 7) * 2 ** 30 + (b << 22) + ((c >> 1) << 15) + (d << 7) + (e >> 1);
}
