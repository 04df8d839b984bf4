const lasting = new WeakMap<object, unknown[]>();

/**
 * Lets troubles of the same thing overlap, so that the end of one doesn't end another.
 * @param apply gets all that last, the newest at the end
 * @returns what ends this one
 */
export async function beginOn<T>(
  thing: object,
  trouble: T,
  apply: (all: T[]) => unknown,
): Promise<() => Promise<void>> {
  const own = { trouble };
  const all = (lasting.get(thing) ?? []) as (typeof own)[];
  lasting.set(thing, all);
  const set = async () => void (await apply(all.map((one) => one.trouble)));
  all.push(own);
  await set();
  return async () => {
    all.splice(all.indexOf(own), 1);
    await set();
  };
}
