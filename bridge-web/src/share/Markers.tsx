import { useState } from 'preact/hooks';
import { clock, timeOfDay } from '../words.ts';
import { say } from './clip-texts.ts';
import { say as words } from './texts.ts';
import type { useMarks } from './use-marks.ts';

/** The newest say enough; the rest stand on the strip. */
const MOST = 8;
/** As the server takes it. */
const LONGEST_LABEL = 80;

interface Props {
  marks: ReturnType<typeof useMarks>;
  /** The newest buffered moment, on the server's clock; ms. */
  toMs: number;
}

/** Sets a marker for this moment, and lists those in the buffer. */
export function Markers({ marks: { marks, set, remove }, toMs }: Props) {
  const [label, setLabel] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void set(label);
    setLabel('');
  };
  return (
    <section class="markers" aria-label={say.marks}>
      <form onSubmit={submit}>
        <input
          type="text"
          value={label}
          maxLength={LONGEST_LABEL}
          placeholder={say.labelHint}
          aria-label={say.label}
          onInput={(event) => setLabel(event.currentTarget.value)}
        />
        <button type="submit">{say.mark}</button>
      </form>
      {marks.length > 0 && (
        <ul>
          {marks.slice(0, MOST).map((mark) => {
            const name = mark.label || say.noLabel;
            return (
              <li key={mark.id} title={timeOfDay(mark.atMs)}>
                <span class="name">{name}</span>
                <span class="quiet small">{words.ago(clock(toMs - mark.atMs))}</span>
                <button
                  type="button"
                  class="link"
                  aria-label={say.removeMark(name)}
                  onClick={() => remove(mark.id)}
                >
                  ×
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
