interface Option<T> {
  value: T;
  name: string;
  more: string;
  /** What speaks against it. */
  but?: string;
}

interface Props<T> {
  /** Of the group, for the browser. */
  id: string;
  legend: string;
  options: Option<T>[];
  value: T;
  onChoose(value: T): void;
}

/** A choice between a few things that each need a word or two. */
export function Options<T extends string>({ id, legend, options, value, onChoose }: Props<T>) {
  return (
    <fieldset class="options">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span>
            <b>{option.name}</b> <span class="small quiet">{option.more}</span>
            {option.but && <span class="small but">{option.but}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
