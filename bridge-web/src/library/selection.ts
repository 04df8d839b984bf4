/** Clips that are chosen to be changed together. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** The one that was clicked last: where a range begins. */
  anchor?: string;
}

export const NOTHING: Selection = { ids: new Set() };

/**
 * @param order all that can be chosen, as they are shown
 * @param range everything between the last click and this one becomes like this one (shift)
 */
export function clicked(
  { ids, anchor }: Selection,
  id: string,
  { order, range = false }: { order: string[]; range?: boolean },
): Selection {
  const on = !ids.has(id);
  const next = new Set(ids);
  for (const one of range ? between(order, anchor ?? id, id) : [id]) {
    if (on) next.add(one);
    else next.delete(one);
  }
  return { ids: next, anchor: id };
}

export function allOf(order: string[]): Selection {
  return { ids: new Set(order) };
}

/** What is gone can't be chosen. */
export function without({ ids, anchor }: Selection, gone: string[]): Selection {
  const rest = new Set(ids);
  for (const id of gone) rest.delete(id);
  return { ids: rest, ...(anchor && !gone.includes(anchor) && { anchor }) };
}

function between(order: string[], one: string, other: string): string[] {
  const [a, b] = [order.indexOf(one), order.indexOf(other)];
  // The beginning of the range is not shown any more.
  if (a < 0 || b < 0) return [other];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}
