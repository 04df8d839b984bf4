import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import type { PageEvents } from '../page-events.ts';
import { apiWords } from './status.ts';
import { say } from './texts.ts';

const WHO = ['nobody', 'channel', 'server'] as const;
type Who = (typeof WHO)[number];

/** Whether others may clip one's share. @param props.onSaved something else was chosen */
export function WhoMayClip({ events, onSaved }: { events: PageEvents; onSaved(): void }) {
  const [who, setWho] = useState<Who>();
  const [words, setWords] = useState<string>();
  const use = (answer: Promise<{ whoMayClip: Who }>, done?: string) =>
    answer.then(
      ({ whoMayClip }) => {
        setWho(whoMayClip);
        setWords(done);
      },
      (error) => setWords(apiWords(error)),
    );
  const read = () => void use(call('GET', '/api/settings'));
  useEffect(() => events.listen({ ready: read }), [events]);
  const choose = (whoMayClip: Who) =>
    use(call('PATCH', '/api/settings', { whoMayClip }), say.whoSaved).then(onSaved);
  return (
    <section class="who-may-clip">
      <label class="field">
        <span class="title">{say.whoMayClip}</span>
        <select
          value={who ?? ''}
          disabled={who === undefined}
          onChange={(event) => choose(event.currentTarget.value as Who)}
        >
          {who === undefined && <option value="">–</option>}
          {WHO.map((one) => (
            <option key={one} value={one}>
              {say[one]}
            </option>
          ))}
        </select>
      </label>
      <p class="quiet small">{say.whoMore}</p>
      <p class="quiet small" role="status">
        {words}
      </p>
    </section>
  );
}
