/** NAL unit types (ITU-T H.264, table 7-1). */
const IDR = 5;
const SEI = 6;
const SPS = 7;
const PPS = 8;
const DELIMITER = 9;
const START = Buffer.from([0, 0, 1]);

export interface ParameterSets {
  sps: Buffer[];
  pps: Buffer[];
}

/** The NAL units of an Annex B access unit, without their start codes; where each ends is found out when it's asked. */
function* nalUnits(data: Buffer): Generator<{ type: number; nal(): Buffer }> {
  let start = data.indexOf(START);
  while (start !== -1 && start + 3 < data.length) {
    const from = start + 3;
    let next: number | undefined;
    const findNext = () => (next ??= data.indexOf(START, from));
    const nal = () => {
      let end = findNext() === -1 ? data.length : findNext();
      while (end > from && data[end - 1] === 0) end--;
      return data.subarray(from, end);
    };
    yield { type: (data[from] as number) & 0x1f, nal };
    start = findNext();
  }
}

/** What stands before the picture: whether decoding can begin here, and with which parameter sets. */
export function lookAt(accessUnit: Buffer): { key: boolean; sets: ParameterSets } {
  const sets: ParameterSets = { sps: [], pps: [] };
  // The picture itself, nearly all of the bytes, is not looked through.
  for (const { type, nal } of nalUnits(accessUnit)) {
    if (type === SPS) sets.sps.push(Buffer.from(nal()));
    else if (type === PPS) sets.pps.push(Buffer.from(nal()));
    else if (type <= IDR) return { key: type === IDR, sets };
  }
  return { key: false, sets };
}

/**
 * An access unit as a sample of an `avc1` track: lengths for start codes, parameter sets left out
 * (they stand in `avcC`), and SEI too: x264's says its whole command line.
 */
export function toSample(accessUnit: Buffer): Buffer {
  const kept: Buffer[] = [];
  let bytes = 0;
  for (const { type, nal } of nalUnits(accessUnit)) {
    if (type === SPS || type === PPS || type === DELIMITER || type === SEI) continue;
    const unit = nal();
    if (unit.length === 0) continue;
    kept.push(unit);
    bytes += 4 + unit.length;
  }
  const sample = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const nal of kept) {
    at = sample.writeUInt32BE(nal.length, at);
    at += nal.copy(sample, at);
  }
  return sample;
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1) that declares every set given. */
export function decoderConfiguration({ sps, pps }: ParameterSets): Buffer {
  const first = sps[0];
  if (!first) throw new Error('no sequence parameter set');
  const level = Math.max(...sps.map((set) => set[3] as number));
  const compatible = sps.reduce((flags, set) => flags & (set[2] as number), 0xff);
  const profile = Math.max(...sps.map((set) => set[1] as number));
  const withLength = (set: Buffer) => [Buffer.from([set.length >> 8, set.length & 0xff]), set];
  return Buffer.concat([
    Buffer.from([1, profile, compatible, level, 0xff, 0xe0 | sps.length]),
    ...sps.flatMap(withLength),
    Buffer.from([pps.length]),
    ...pps.flatMap(withLength),
    // High profiles add their chroma format (4:2:0) and bit depths (8).
    ...(profile >= 100 ? [Buffer.from([0xfd, 0xf8, 0xf8, 0])] : []),
  ]);
}
