import { bitrate, type Sending } from './stats.ts';

const LIMITS = { cpu: 'this computer’s processor', bandwidth: 'the connection’s upload' };

/** What is really being sent, as the browser counts it. */
export function Figures({ sending }: { sending: Sending | undefined }) {
  const { codec, width, height, framesPerSecond, videoBitrate, sound, audioBitrate, limitedBy } =
    sending ?? {};
  const known = (value: string | false | undefined) => value || '–';
  return (
    <>
      <dl class="figures" aria-label="What is being sent">
        <Figure name="Codec" value={known(codec?.replace(/^H264$/, 'H.264'))} />
        <Figure name="Size" value={known(!!width && `${width} × ${height}`)} />
        <Figure name="Frames" value={known(sending && `${Math.round(framesPerSecond ?? 0)}/s`)} />
        <Figure name="Bitrate" value={known(sending && bitrate(videoBitrate ?? 0))} />
        <Figure
          name="Sound"
          value={known(
            sound === 'none' ? 'none' : sound && `${sound}, ${bitrate(audioBitrate ?? 0)}`,
          )}
        />
      </dl>
      {limitedBy && <p class="quiet small">The quality is held back by {LIMITS[limitedBy]}.</p>}
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
