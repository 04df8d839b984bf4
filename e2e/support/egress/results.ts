import { EgressInfo } from 'livekit-server-sdk';

type Results = EgressInfo['segmentResults'][number];

/** Puts what was written so far where Egress tells it: a list of one, and once more for old readers. */
export function withResults(info: EgressInfo, found: Partial<Results>): void {
  if (info.request.case !== 'trackComposite') return;
  const output = info.request.value.segmentOutputs[0];
  const { playlistName = '', livePlaylistName = '' } = output ?? {};
  const value = { playlistName, livePlaylistName, ...found };
  const { segmentResults, result } = new EgressInfo({
    segmentResults: [value],
    result: { case: 'segments', value },
  });
  Object.assign(info, { segmentResults, result });
}
