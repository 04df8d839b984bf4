import type { Change, Clip } from './clips.ts';
import { say } from './texts.ts';

interface Props {
  clip: Clip;
  /** @returns whether it is changed */
  onChange(change: Change): Promise<boolean>;
}

/** Who sees a clip. */
export function Audience({ clip, onChange }: Props) {
  const choose = async (chosen: HTMLInputElement) => {
    const visibility = chosen.value as Clip['visibility'];
    const inputs = chosen.closest('fieldset')?.querySelectorAll('input') ?? [];
    if (await onChange({ visibility })) return;
    // What was refused is not chosen.
    for (const input of inputs) input.checked = input.value === clip.visibility;
  };
  return (
    <fieldset class="who">
      <legend>{say.whoSees}</legend>
      {(['private', 'public'] as const).map((visibility) => (
        <label key={visibility}>
          <input
            type="radio"
            name="visibility"
            value={visibility}
            checked={clip.visibility === visibility}
            onChange={(event) => void choose(event.currentTarget)}
          />
          {visibility === 'private' ? say.onlyMe : say.members(clip.guildName ?? say.thisServer)}
        </label>
      ))}
    </fieldset>
  );
}
