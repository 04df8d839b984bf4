import { Component } from 'preact';
import { Card } from './Card.tsx';
import type { Clip } from './clips.ts';
import { type Layout, placeOf } from './grid.ts';

export interface CellActions {
  addressOf(id: string): string;
  onOpen(id: string): void;
  onSelect(id: string, range: boolean): void;
  onFocus(index: number): void;
}

interface Props {
  clip: Clip;
  index: number;
  /** Of all clips; -1 while nobody knows. */
  count: number;
  layout: Layout;
  selected: boolean;
  /** Stays the same object; what it does is always up to date. */
  actions: CellActions;
}

/** A card at its place. While one scrolls, only those are made that are new on the screen. */
export class Cell extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return (Object.keys(next) as (keyof Props)[]).some((name) => next[name] !== this.props[name]);
  }

  override render({ clip, index, count, layout, selected, actions }: Props) {
    const { left, top } = placeOf(index, layout);
    return (
      <li
        aria-setsize={count}
        aria-posinset={index + 1}
        style={{
          transform: `translate(${left}px, ${top}px)`,
          width: `${layout.cardWidth}px`,
          height: `${layout.cardHeight}px`,
        }}
        onFocusIn={() => actions.onFocus(index)}
      >
        <Card
          clip={clip}
          address={actions.addressOf(clip.id)}
          selected={selected}
          onOpen={() => actions.onOpen(clip.id)}
          onSelect={(range) => actions.onSelect(clip.id, range)}
        />
      </li>
    );
  }
}
