import type { Places, Target } from '../places.ts';
import { megabytes } from '../words.ts';
import { say } from './texts.ts';

interface Props {
  places: Places;
  target: Target;
  /** Whether the library is offered, too. */
  library?: boolean;
  onChoose(target: Target): void;
}

/** The channels where one may post, a direct message, the library. */
export function Destination({ places, target, library = true, onChoose }: Props) {
  const value = target.to === 'channel' ? target.channelId : target.to;
  const choose = (chosen: string) =>
    onChoose(
      chosen === 'dm' || chosen === 'library'
        ? { to: chosen }
        : { to: 'channel', channelId: chosen },
    );
  return (
    <label class="field">
      <span>{say.destination}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {places.guilds.map((guild) => (
          <optgroup key={guild.id} label={guild.name}>
            {guild.channels.map(({ id, name, limitBytes }) => (
              <option key={id} value={id}>
                #{name} ({say.upTo(megabytes(limitBytes))})
              </option>
            ))}
          </optgroup>
        ))}
        <option value="dm">
          {say.toDm} ({say.upTo(megabytes(places.dm.limitBytes))})
        </option>
        {library && <option value="library">{say.toLibrary}</option>}
      </select>
      {places.guilds.length === 0 && <span class="quiet small">{say.noPlaces}</span>}
    </label>
  );
}
