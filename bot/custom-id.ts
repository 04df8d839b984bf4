/**
 * What Discord sends back when a button is pressed or a form is sent: `name:123:456`, the component's name and numbers.
 * A later layout of the same component is `name.2:...`, as messages with the first one stand for years.
 * `renderCustomId` and `parseCustomId` are inverses.
 */
export interface CustomId {
  name: string;
  /** 1 when left out. */
  version?: number;
  /** Ids, or ms. */
  values: string[];
}

/** Discord's law. */
const LONGEST = 100;
const SHAPE = /^([a-z][a-z-]{0,23})(?:\.([1-9]\d{0,2}))?((?::\d{1,20})*)$/;

/** @throws Error for what Discord would refuse, or could not be read again */
export function renderCustomId({ name, version = 1, values }: CustomId): string {
  const id = [version === 1 ? name : `${name}.${version}`, ...values].join(':');
  if (parseCustomId(id)?.values.length !== values.length)
    throw new Error(`"${id}" can be no custom id`);
  return id;
}

/** @returns null for what is none of ours */
export function parseCustomId(id: string): Required<CustomId> | null {
  const [, name, version = '1', values = ''] = (id.length <= LONGEST && SHAPE.exec(id)) || [];
  if (name === undefined) return null;
  return { name, version: Number(version), values: values.split(':').slice(1) };
}
