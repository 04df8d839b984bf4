import type {
  AnySelectMenuInteraction,
  ButtonInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
import type { ButtonRow } from '../../server/clips/button-watch.ts';
import type { ClipOrder } from '../../server/clips/order.ts';
import type { Services } from '../../server/services.ts';
import type { Alone } from '../alone.ts';
import type { Cancel } from '../cancel.ts';
import type { Notify } from '../notify.ts';

/** One button, select or form: what its custom ids begin with, and what it does. Listed in index.ts. */
export type Component = ButtonComponent | SelectComponent | FormComponent;

interface Named {
  /** See custom-id.ts. */
  name: string;
  /** How many numbers its custom ids have. */
  values: number;
}

export interface ButtonComponent extends Named {
  kind: 'button';
  run(press: ButtonPress): Promise<void>;
}

export interface SelectComponent extends Named {
  kind: 'select';
  run(press: Press<AnySelectMenuInteraction>): Promise<void>;
}

export interface FormComponent extends Named {
  kind: 'form';
  run(press: Press<ModalSubmitInteraction>): Promise<void>;
}

/** What a handler gets. A UserError that it throws is shown to the person alone. */
export interface Press<I> extends Parts {
  interaction: I;
  /** Of its custom id. */
  values: string[];
  /** The moment of the press on the server's clock, ms since the epoch. */
  momentMs: number;
}

export interface ButtonPress extends Press<ButtonInteraction> {
  /** Answers that the order is taken, has its clip made and brings it where it was asked for; every failure is told. */
  take(order: ClipOrder): Promise<void>;
}

/** What handlers work with beside the services. */
export interface Parts {
  services: Services;
  cancel: Cancel;
  notify: Notify;
  /** Pressed twice, it is done once. */
  alone: Alone;
  /** Has a message's buttons looked at: what was pressed can't be done any more. Never rejects. */
  lookAtButtons(row: ButtonRow): Promise<void>;
}
