import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import { channelsOf, type Places, readPlaces } from '../places.ts';
import type { Session } from '../session.ts';
import { apiWords } from './status.ts';
import { say } from './texts.ts';

/** For who signed in without a link: the channel to share for. */
export function ChannelChoice({ onChosen }: { onChosen(session: Session): void }) {
  const [places, setPlaces] = useState<Places>();
  const [channelId, setChannelId] = useState('');
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    readPlaces().then(
      (read) => {
        setPlaces(read);
        setChannelId(channelsOf(read)[0]?.id ?? '');
      },
      (error) => setTrouble(apiWords(error)),
    );
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    call<Session>('PUT', '/api/session/channel', { channelId }).then(onChosen, (error) =>
      setTrouble(apiWords(error)),
    );
  };
  return (
    <main class="card words">
      <h1>{say.chooseTitle}</h1>
      <p class="quiet">{say.chooseWords}</p>
      {places && channelId === '' && <p class="notice">{say.noChannels}</p>}
      {places && channelId !== '' && (
        <form class="choose-channel" onSubmit={submit}>
          <select
            aria-label={say.chooseTitle}
            value={channelId}
            onChange={(event) => setChannelId(event.currentTarget.value)}
          >
            {places.guilds.map((guild) => (
              <optgroup key={guild.id} label={guild.name}>
                {guild.channels.map(({ id, name, kind }) => (
                  <option key={id} value={id}>
                    {kind === 'voice' ? `${name} (${say.voice})` : `#${name}`}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
          <button type="submit" class="main">
            {say.choose}
          </button>
        </form>
      )}
      <div role="alert">{trouble && <p class="notice bad">{trouble}</p>}</div>
    </main>
  );
}
