import { get, post, type SeenInteraction, type SeenMessage, type World } from './api.ts';

/** Everything that the page shows. Replaced as a whole at every change. */
export interface State {
  as: string;
  world: World | undefined;
  channelId: string;
  messages: SeenMessage[];
  interactions: SeenInteraction[];
  /** Channels with messages that have not been looked at. */
  unread: ReadonlySet<string>;
  typing: string;
  connected: boolean;
}

const query = new URLSearchParams(location.search);

let state: State = {
  as: query.get('as') ?? localStorage.getItem('as') ?? 'ada',
  world: undefined,
  channelId: query.get('channel') ?? '',
  messages: [],
  interactions: [],
  unread: new Set(),
  typing: '',
  connected: false,
};
let render: (state: State) => void = () => {};
let events: EventSource | undefined;
let typingTimer: ReturnType<typeof setTimeout> | undefined;

export function start(show: (state: State) => void): void {
  render = show;
  become(state.as);
}

function set(change: Partial<State>): void {
  state = { ...state, ...change };
  render(state);
}

/** Goes on as another person. */
export function become(as: string): void {
  localStorage.setItem('as', as);
  events?.close();
  set({ as, world: undefined, messages: [], interactions: [], unread: new Set() });
  events = new EventSource(`/sandbox/events?as=${encodeURIComponent(as)}`);
  events.onopen = () => {
    set({ connected: true });
    // Whatever was missed while the line was down.
    if (state.channelId) void load();
  };
  events.onerror = () => set({ connected: false });
  events.addEventListener('world', ({ data }) => onWorld(JSON.parse(data)));
  events.addEventListener('message', ({ data }) => onMessage(JSON.parse(data)));
  events.addEventListener('interaction', ({ data }) => onInteraction(JSON.parse(data)));
  events.addEventListener('typing', ({ data }) => onTyping(JSON.parse(data)));
}

export async function openChannel(channelId: string): Promise<void> {
  const unread = new Set(state.unread);
  unread.delete(channelId);
  set({ channelId, messages: [], interactions: [], unread, typing: '' });
  await load();
}

export async function openDm(): Promise<void> {
  if (!state.world?.dm) await post('dm', { as: state.as });
  const { dm } = await get<World>('world', { as: state.as });
  if (dm) await openChannel(dm.id);
}

async function load(): Promise<void> {
  const { as, channelId } = state;
  type Seen = Pick<State, 'messages' | 'interactions'>;
  const seen = await get<Seen>('messages', { as, channel: channelId });
  if (as === state.as && channelId === state.channelId) set(seen);
}

function onWorld(world: World): void {
  set({ world });
  const visible = [
    ...world.guilds.flatMap((guild) => guild.channels),
    ...(world.dm ? [world.dm] : []),
  ];
  if (visible.some((channel) => channel.id === state.channelId)) return;
  const asked = visible.find((channel) => channel.name === state.channelId) ?? visible[0];
  if (asked) void openChannel(asked.id);
}

function onMessage({ op, message }: { op: string; message: SeenMessage }): void {
  if (message.channel_id !== state.channelId) {
    const mine = message.author.id === state.world?.me;
    if (op === 'create' && !mine) set({ unread: new Set([...state.unread, message.channel_id]) });
    return;
  }
  const others = state.messages.filter((one) => one.id !== message.id);
  const messages = op === 'delete' ? others : upsert(state.messages, message);
  set({ messages, ...(message.author.bot && { typing: '' }) });
}

function onInteraction(interaction: SeenInteraction): void {
  if (interaction.channelId !== state.channelId) return;
  set({ interactions: upsert(state.interactions, interaction) });
}

function onTyping({ channelId, userId }: { channelId: string; userId: string }): void {
  if (channelId !== state.channelId) return;
  set({ typing: nameOf(state.world, userId) });
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => set({ typing: '' }), 10_000);
}

function upsert<T extends { id: string }>(list: readonly T[], item: T): T[] {
  const known = list.some((one) => one.id === item.id);
  return known ? list.map((one) => (one.id === item.id ? item : one)) : [...list, item];
}

export function nameOf(world: World | undefined, userId: string): string {
  const all = world ? [world.bot, ...world.people] : [];
  const user = all.find((one) => one.id === userId);
  return user?.global_name ?? user?.username ?? 'Somebody';
}
