import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';
import type { Completions } from './complete.ts';
import type { Fault } from './faults.ts';
import type { Gateway, GatewayManners } from './gateway.ts';
import type { Interaction } from './interactions.ts';
import type { PermissionName } from './permissions.ts';
import type { LoggedPayload, LoggedRequest } from './requests.ts';
import type { ChannelKind } from './threads.ts';
import type { WorldView } from './views.ts';

/** A message as one person sees it. */
export interface SeenMessage extends APIMessage {
  /** Ephemeral: the id of the only person who sees it. */
  only_for?: string;
}

export interface SeenInteraction extends Omit<Interaction, 'token'> {
  /** The bot's answer, as it stands. */
  message?: SeenMessage;
}

/** Who (ada, bo, cy or an id) and where (an id, `#clips`, or `dm`: the DM with the bot). */
export interface Place {
  as: string;
  channel: string;
}

const LOADING = 1 << 7;

/** Plays people in a sandbox, looks at what they see, and makes the sandbox misbehave. */
export class SandboxControl {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  world = (as = 'ada') => this.#get<WorldView>('world', { as });

  async messages(place: Place): Promise<SeenMessage[]> {
    return (await this.#channel(place)).messages;
  }

  async interactions(place: Place): Promise<SeenInteraction[]> {
    return (await this.#channel(place)).interactions;
  }

  /** What the bot's answers have shown to this person alone. */
  async ephemeral(place: Place): Promise<SeenMessage[]> {
    return (await this.messages(place)).filter((message) => message.only_for);
  }

  dms = (as: string) => this.messages({ as, channel: 'dm' });

  write = (place: Place & { content: string }) => this.#post<SeenMessage>('messages', place);

  /** Types a command, e.g. `/clip duration:2m to:dm` or `/clip 2m`. */
  run = (order: Place & { command: string }) => this.#post<SeenInteraction>('commands', order);

  /** Uses a context-menu command on a message or person. @param order.target its id */
  runOn = (order: Place & { command: string; target: string }) =>
    this.#post<SeenInteraction>('commands', order);

  /** What the list above the message box would show for this text. */
  complete = (order: Place & { text: string }) => this.#post<Completions>('completions', order);

  click = (order: { as: string; message: string; customId: string; values?: string[] }) =>
    this.#post<SeenInteraction>('components', order);

  submit = (order: { as: string; interaction: string; values: Record<string, string> }) =>
    this.#post<SeenInteraction>('modals', order);

  dismiss = (order: { as: string; message: string }) => this.#post<void>('dismiss', order);

  /** Everybody's, everywhere, without the answers. */
  allInteractions = () => this.#get<SeenInteraction[]>('interactions');
  interaction = (id: string) => this.#get<SeenInteraction>(`interactions/${id}`);

  /** Resolves when the bot has answered for good, or has failed to. */
  waitForAnswer(id: string, timeoutMs = 10_000): Promise<SeenInteraction> {
    return this.#until(timeoutMs, `an answer to interaction ${id}`, async () => {
      const found = await this.interaction(id);
      const waiting = found.message && found.message.flags! & LOADING;
      return found.state === 'failed' || (found.state === 'answered' && !waiting)
        ? found
        : undefined;
    });
  }

  /** Resolves with the first message there that fits; those of the past count. */
  waitForMessage(
    place: Place,
    fits: (message: SeenMessage) => boolean,
    timeoutMs = 10_000,
  ): Promise<SeenMessage> {
    return this.#until(timeoutMs, `a message in ${place.channel}`, async () =>
      (await this.messages(place)).find(fits),
    );
  }

  /** Fetches a posted file, e.g. message.attachments[0].url. */
  async download(url: string): Promise<Buffer> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** The bot's requests so far. */
  requests = () => this.#get<LoggedRequest[]>('requests');
  /** What the bot said over the gateway, but for heartbeats. */
  payloads = () => this.#get<LoggedPayload[]>('payloads');
  sessions = () => this.#get<ReturnType<Gateway['sessions']>>('sessions');
  /** The commands registered for everywhere, or for one server (its id or name). */
  registered = (guild?: string) =>
    this.#get<APIApplicationCommand[]>('registered', guild ? { guild } : {});

  /** Resolves when the bot is connected. */
  waitForBot(timeoutMs = 15_000): Promise<true> {
    return this.#until(timeoutMs, 'the bot to connect', async () =>
      (await this.sessions()).some((session) => session.connected) ? true : undefined,
    );
  }

  /** People who are new on all servers. @returns their ids */
  addPeople = (names: string[]) => this.#post<string[]>('newcomers', { names });
  refuseDms = (who: string, refuse = true) =>
    this.#post<void>('people', { who, takesDms: !refuse });
  /** What somebody's app speaks, such as `de`. */
  setLocale = (who: string, locale: string) => this.#post<void>('locale', { who, locale });
  /** What is spoken on a server. @param guild id or name */
  setGuildLocale = (guild: string, locale: string) => this.#post<void>('locale', { guild, locale });
  /**
   * Makes a channel, a thread or a group of people without the bot.
   * @param channel.parent of a thread, or of a post in a forum
   * @param channel.members of a private thread or a group; `bot` may be among those of a thread
   */
  addChannel = (channel: {
    kind: ChannelKind;
    name: string;
    guild?: string;
    parent?: string;
    members?: string[];
  }) => this.#post<{ id: string }>('channels', channel);
  /** Archives or locks a thread, or opens it again. */
  setThread = (channel: string, state: { archived?: boolean; locked?: boolean }) =>
    this.#post<void>('threads', { channel, ...state });
  openDm = (as: string) => this.#post<void>('dm', { as });
  /** @param guild id or name */
  setUploadLimit = (guild: string, bytes: number) =>
    this.#post<void>('upload-limit', { guild, bytes });
  /** Takes permissions from the bot (or somebody) in a channel; none: gives them back. */
  deny = (channel: string, permissions: PermissionName[], who = 'bot') =>
    this.#post<void>('deny', { channel, permissions, who });
  setMember = (guild: string, who: string, present: boolean) =>
    this.#post<void>('members', { guild, who, present });
  /** @param roles ids or names; all that they have from now on */
  setRoles = (guild: string, who: string, roles: string[]) =>
    this.#post<void>('roles', { guild, who, roles });
  /** Removes the bot from a server, lets it come (back), or has Discord lose sight of the server for a while. */
  setBotOnServer = (guild: string, state: 'removed' | 'there' | 'outage') =>
    this.#post<void>('bot-on-server', { guild, state });
  /** Orders a fault for the next request(s) that it fits. */
  addFault = (fault: Omit<Fault, 'times'> & { times?: number }) =>
    this.#post<void>('faults', fault);
  clearFaults = () => this.#post<void>('faults/clear', {});
  /** Switches the ordinary rate limits; ordered 429s come all the same. */
  setRateLimits = (on: boolean) => this.#post<void>('rate-limits', { on });
  /** Lets tokens and addresses age. */
  advance = (ms: number) => this.#post<void>('advance', { ms });
  /** drop: cut without goodbye, all resumable; close: with a code; reconnect: opcode 7. */
  gateway = (action: 'drop' | 'reconnect' | 'close', code?: number) =>
    this.#post<void>('gateway', { action, code });
  /** Opcode 9. @param resumable the client may resume its session; else it has to identify anew */
  invalidate = (resumable = false) =>
    this.#post<void>('gateway', { action: 'invalidate', resumable });
  /** Sets the heartbeat, has acknowledgements withheld, refuses who comes or lets nobody connect, until it is set otherwise. */
  setGateway = (manners: Partial<GatewayManners>) => this.#post<void>('gateway/manners', manners);

  #channel(place: Place) {
    type Seen = { messages: SeenMessage[]; interactions: SeenInteraction[] };
    return this.#get<Seen>('messages', { ...place });
  }

  #get<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    return this.#send<T>(`${path}?${new URLSearchParams(query)}`);
  }

  #post<T>(path: string, body: object): Promise<T> {
    return this.#send<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #send<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(`${this.url}/sandbox/${path}`, init);
    const text = await response.text();
    if (!response.ok) {
      const { error } = text.startsWith('{') ? JSON.parse(text) : { error: text };
      throw new Error(`sandbox: ${error}`);
    }
    return (text ? JSON.parse(text) : undefined) as T;
  }

  async #until<T>(timeoutMs: number, what: string, look: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
