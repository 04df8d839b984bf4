import { RtcpReceiverInfo } from 'werift';
import { Unwrap } from '../packets/unwrap.ts';

/** What a receiver report says of one stream (RFC 3550, 6.4.1 and A.3; jitter as in A.8). */
export class Reception {
  readonly #ticksPerMs: number;
  readonly #sequence = new Unwrap(16);
  #first: number | null = null;
  #highest = 0;
  #received = 0;
  #before = { expected: 0, received: 0 };
  #jitter = 0;
  #transit: number | null = null;
  #timestamp = -1;
  #senderReport: { ntp: number; arrivalMs: number } | null = null;

  /** @param clockRate ticks per second */
  constructor(clockRate: number) {
    this.#ticksPerMs = clockRate / 1000;
  }

  packet(sequence: number, timestamp: number, arrivalMs: number): void {
    const at = this.#sequence.near(sequence);
    if (this.#first === null || at > this.#highest) this.#highest = this.#sequence.next(sequence);
    this.#first ??= at;
    this.#received += 1;
    // Packets of one picture share their timestamp though they leave one after the other.
    if (timestamp === this.#timestamp) return;
    this.#timestamp = timestamp;
    const transit = (arrivalMs * this.#ticksPerMs - timestamp) | 0;
    if (this.#transit !== null) {
      this.#jitter += (Math.abs((transit - this.#transit) | 0) - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  /** @param ntp the sender report's time, 64 bits */
  senderReport(ntp: bigint, arrivalMs: number): void {
    this.#senderReport = { ntp: Number((ntp >> 16n) & 0xffffffffn), arrivalMs };
  }

  /** For the time since the last call; null when nothing has come yet. */
  report(ssrc: number, nowMs: number): RtcpReceiverInfo | null {
    if (this.#first === null) return null;
    const expected = this.#highest - this.#first + 1;
    const due = expected - this.#before.expected;
    const lost = due - (this.#received - this.#before.received);
    this.#before = { expected, received: this.#received };
    const report = this.#senderReport;
    return new RtcpReceiverInfo({
      ssrc,
      fractionLost: lost > 0 ? Math.min(255, Math.floor((lost * 256) / due)) : 0,
      packetsLost: Math.min(0x7fffff, Math.max(0, expected - this.#received)),
      highestSequence: this.#highest % 2 ** 32,
      jitter: Math.min(0xffffffff, Math.round(this.#jitter)),
      lsr: report?.ntp ?? 0,
      // As the others, it has 32 bits: after most of a day without a report, it says no more.
      dlsr: report ? Math.min(0xffffffff, Math.round((nowMs - report.arrivalMs) * 65.536)) : 0,
    });
  }
}
