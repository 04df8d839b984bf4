import { useEffect, useRef, useState } from 'preact/hooks';
import type { Facets } from './clips.ts';
import { type Filters, SORTS, type Sort } from './filters.ts';
import { say } from './texts.ts';
import { whereWords } from './words.ts';

/** Until what was typed is searched for, ms. */
const TYPING_MS = 250;

interface Props {
  filters: Filters;
  facets: Facets;
  /** @param typed one letter more or less: no step of its own in the history */
  onChange(change: Partial<Filters>, typed?: boolean): void;
}

const SORT_WORDS: Record<Sort, string> = {
  newest: say.newest,
  oldest: say.oldest,
  longest: say.longest,
  largest: say.largest,
  title: say.byTitle,
};

/** Whose clips, the search, the order, and filters by what there is. */
export function FilterBar({ filters, facets, onChange }: Props) {
  const people = facets.people.map(({ id, name }) => ({ value: id, text: name }));
  const channels = facets.channels.map(({ id, name, guildName }) => ({
    value: id,
    text: whereWords({ channelName: name, guildName }),
  }));
  const markers = facets.markers.map((label) => ({ value: label, text: label }));
  const [open, setOpen] = useState(false);
  return (
    <form
      class={`filters${open ? ' open' : ''}`}
      role="search"
      onSubmit={(event) => event.preventDefault()}
    >
      <div class="scope" role="group" aria-label={say.whose}>
        {(['mine', 'public'] as const).map((scope) => (
          <button
            key={scope}
            type="button"
            aria-pressed={filters.scope === scope}
            onClick={() => onChange({ scope, person: '', channel: '', marker: '' })}
          >
            {scope === 'mine' ? say.mine : say.shared}
          </button>
        ))}
      </div>
      <SearchField q={filters.q} onChange={(q) => onChange({ q }, true)} />
      {/* On a small screen they are out of the way until they are wanted. */}
      <button type="button" class="more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say.more}
      </button>
      <div class="choices">
        <label class="field">
          <span>{say.sort}</span>
          <select
            value={filters.sort}
            onChange={(event) => onChange({ sort: event.currentTarget.value as Sort })}
          >
            {SORTS.map((sort) => (
              <option key={sort} value={sort}>
                {SORT_WORDS[sort]}
              </option>
            ))}
          </select>
        </label>
        <Choice
          label={say.person}
          value={filters.person}
          options={people}
          fewest={2}
          onChoose={(person) => onChange({ person })}
        />
        <Choice
          label={say.channel}
          value={filters.channel}
          options={channels}
          fewest={2}
          onChoose={(channel) => onChange({ channel })}
        />
        <Choice
          label={say.marker}
          value={filters.marker}
          options={markers}
          onChoose={(marker) => onChange({ marker })}
        />
      </div>
    </form>
  );
}

function SearchField({ q, onChange }: { q: string; onChange(q: string): void }) {
  const [typed, setTyped] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What was searched for last: any other value comes from the address (back, a link). */
  const asked = useRef(q);
  useEffect(() => {
    if (q === asked.current) return;
    asked.current = q;
    setTyped(q);
  }, [q]);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      asked.current = text;
      onChange(text);
    }, TYPING_MS);
  };
  return (
    <label class="field search">
      <span>{say.search}</span>
      <input
        type="search"
        value={typed}
        placeholder={say.searchHint}
        autocomplete="off"
        maxLength={100}
        onInput={(event) => type(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  /** Every clip has a person and a channel: where it is the same, there is nothing to choose. */
  fewest?: number;
  onChoose(value: string): void;
}

/** Only where there is something to choose, or to take back. */
function Choice({ label, value, options, fewest = 1, onChoose }: ChoiceProps) {
  if (options.length < fewest && !value) return null;
  const known = options.some((option) => option.value === value);
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{say.all}</option>
        {value && !known && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}
