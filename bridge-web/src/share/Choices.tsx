import { bestFor, hasRoomFor } from './bandwidth.ts';
import { effortOf } from './codec-check.ts';
import { Options } from './Options.tsx';
import { type Choice, CONTENTS, encodingOf, QUALITIES, type Quality, SOURCES } from './quality.ts';
import { bitrate } from './stats.ts';
import { say } from './texts.ts';
import type { Checks } from './use-checks.ts';

/** bit/s */
const MUCH = 100_000_000;

interface Props {
  choice: Choice;
  checks: Checks;
  onChoose(choice: Choice): void;
}

/** What to share and how well, with advice about what this computer and its connection can do. */
export function Choices({ choice, checks, onChoose }: Props) {
  const choose = (change: Partial<Choice>) => onChoose({ ...choice, ...change });
  const qualities = QUALITIES.map((quality) => ({
    value: quality.id,
    name: `${quality.height}p${quality.frameRate}`,
    more: say.framesUpTo(quality.frameRate, bitrate(encodingOf({ ...choice, quality }).maxBitrate)),
    but: whatSpeaksAgainst({ ...choice, quality }, checks),
  }));
  const quality = (id: string): Quality => QUALITIES.find((one) => one.id === id) ?? choice.quality;
  return (
    <>
      <Options
        id="quality"
        legend={say.quality}
        options={qualities}
        value={choice.quality.id}
        onChoose={(id) => choose({ quality: quality(id) })}
      />
      <Advice choice={choice} checks={checks} />
      <Options
        id="content"
        legend={say.content}
        options={CONTENTS.map((value) => ({
          ...{ value, name: say[value], more: say[`${value}More`] },
        }))}
        value={choice.content}
        onChoose={(content) => choose({ content })}
      />
      <Options
        id="source"
        legend={say.source}
        options={SOURCES.map((value) => ({
          ...{ value, name: say[value], more: say[`${value}More`] },
        }))}
        value={choice.source}
        onChoose={(source) => choose({ source })}
      />
      <p class="quiet small">{say.sourceMore}</p>
    </>
  );
}

/** What was measured, in words. It never stands in the way. */
function Advice({ choice, checks }: Pick<Props, 'choice' | 'checks'>) {
  const { state, encoding, measure } = checks;
  const light = effortOf(encoding[choice.quality.id]) === 'light';
  return (
    <p class="quiet small advice">
      <span role="status">{measured(choice, checks)}</span>{' '}
      {state !== 'measuring' && (
        <button type="button" class="link" onClick={measure}>
          {state === 'unknown' ? say.measure : say.measureAgain}
        </button>
      )}{' '}
      {light && say.inHardware}
    </p>
  );
}

function measured(choice: Choice, checks: Checks): string {
  if (checks.state === 'measuring') return say.measuring;
  if (checks.state === 'unknown') return '';
  if (checks.state === 'failed' || checks.bitrate === undefined) return say.notMeasured;
  const best = bestFor(checks.bitrate, choice);
  // Beyond that, what was uploaded is too little to tell.
  const sends =
    checks.bitrate > MUCH ? say.moreThan(bitrate(MUCH)) : say.about(bitrate(checks.bitrate));
  return best ? say.enoughFor(sends, best.id) : say.tooSlow(sends);
}

function whatSpeaksAgainst(choice: Choice, { bitrate, encoding }: Checks): string | undefined {
  if (bitrate !== undefined && !hasRoomFor(bitrate, choice)) return say.noRoom;
  return effortOf(encoding[choice.quality.id]) === 'heavy' ? say.heavy : undefined;
}
