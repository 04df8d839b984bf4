import { type RTCRtpSender, RtcpSenderInfo, RtcpSrPacket, RtpHeader } from 'werift';
import type { Published } from './publish.ts';
import { FPS, OPUS_MS, type Tape } from './tape.ts';

const TICK_MS = 5;
/** A browser paces its packets as well: 2.5 times the rate of the stream. */
const PACKETS_PER_MS = 0.6;
const REPORT_MS = 3000;
/** Between the epochs of NTP and Unix, s. */
const NTP_EPOCH_S = 2_208_988_800;

/** Plays the tape into a share, from its beginning again at its end; asked for a keyframe, it goes on at the next one. */
export function play(tape: Tape, { picture, sound }: Published): void {
  const waiting: { payload: Buffer; timestamp: number; marker: boolean }[] = [];
  const [pictureLine, soundLine] = [new Line(picture, 90_000), new Line(sound, 48_000)];
  const beganMs = performance.now();
  let [frame, frames, packets, reportedMs, tickedMs] = [0, 0, 0, 0, 0];
  picture.onPictureLossIndication.subscribe(() => {
    while (!tape.frames[frame]?.keyframe) frame = (frame + 1) % tape.frames.length;
  });

  setInterval(() => {
    const nowMs = performance.now() - beganMs;
    for (; (frames * 1000) / FPS <= nowMs; frames += 1) {
      const { payloads = [] } = tape.frames[frame] ?? {};
      frame = (frame + 1) % tape.frames.length;
      const timestamp = pictureLine.timestamp((frames * 1000) / FPS);
      for (const [i, payload] of payloads.entries()) {
        waiting.push({ payload, timestamp, marker: i === payloads.length - 1 });
      }
    }
    const due = Math.ceil((nowMs - tickedMs) * PACKETS_PER_MS);
    tickedMs = nowMs;
    for (const packet of waiting.splice(0, due)) pictureLine.send(packet);
    for (; packets * OPUS_MS <= nowMs; packets += 1) {
      const payload = tape.sound[packets % tape.sound.length] ?? Buffer.alloc(0);
      const timestamp = soundLine.timestamp(packets * OPUS_MS);
      soundLine.send({ payload, timestamp, marker: false });
    }
    if (nowMs - reportedMs < REPORT_MS) return;
    reportedMs = nowMs;
    for (const line of [pictureLine, soundLine]) line.report(nowMs);
  }, TICK_MS);
}

/** One RTP stream. */
class Line {
  readonly #sender: RTCRtpSender;
  readonly #payloadType: number;
  readonly #ticksPerMs: number;
  #sequence = Math.floor(Math.random() * 2 ** 15);
  #octets = 0;
  #packets = 0;

  constructor(sender: RTCRtpSender, clockRate: number) {
    this.#sender = sender;
    this.#payloadType = sender.codec?.payloadType ?? 0;
    this.#ticksPerMs = clockRate / 1000;
  }

  timestamp(atMs: number): number {
    return Math.round(atMs * this.#ticksPerMs) % 2 ** 32;
  }

  /** Past werift's own sender, which keeps every packet for asking again. */
  send({ payload, timestamp, marker }: { payload: Buffer; timestamp: number; marker: boolean }) {
    const { ssrc, dtlsTransport } = this.#sender;
    const sequenceNumber = this.#sequence;
    const payloadType = this.#payloadType;
    const header = new RtpHeader({ payloadType, sequenceNumber, timestamp, marker, ssrc });
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#packets += 1;
    this.#octets += payload.length;
    void dtlsTransport.sendRtp(payload, header);
  }

  report(atMs: number): void {
    const { ssrc, dtlsTransport } = this.#sender;
    const seconds = Date.now() / 1000 + NTP_EPOCH_S;
    const senderInfo = new RtcpSenderInfo({
      ntpTimestamp: BigInt(Math.round(seconds * 2 ** 20)) << 12n,
      rtpTimestamp: this.timestamp(atMs),
      packetCount: this.#packets,
      octetCount: this.#octets,
    });
    dtlsTransport.sendRtcp([new RtcpSrPacket({ ssrc, senderInfo })]).catch(() => {});
  }
}
