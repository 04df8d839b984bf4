import { bitrate, type Sending } from './stats.ts';
import { say } from './texts.ts';

/** What is really being sent, as the browser counts it. */
export function Figures({ sending }: { sending: Sending | undefined }) {
  const { codec, width, height, framesPerSecond, videoBitrate, sound, audioBitrate, limitedBy } =
    sending ?? {};
  const known = (value: string | false | undefined) => value || '–';
  return (
    <>
      <dl class="figures" aria-label={say.figures}>
        <Figure name={say.codec} value={known(codec?.replace(/^H264$/, 'H.264'))} />
        <Figure name={say.size} value={known(!!width && `${width} × ${height}`)} />
        <Figure
          name={say.framesName}
          value={known(sending && `${Math.round(framesPerSecond ?? 0)}/s`)}
        />
        <Figure name={say.bitrate} value={known(sending && bitrate(videoBitrate ?? 0))} />
        <Figure
          name={say.sound}
          value={known(
            sound === 'none' ? say.none : sound && `${say[sound]}, ${bitrate(audioBitrate ?? 0)}`,
          )}
        />
      </dl>
      {limitedBy && (
        <p class="quiet small">
          {limitedBy === 'cpu' ? say.heldBackByCpu : say.heldBackByBandwidth}
        </p>
      )}
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
