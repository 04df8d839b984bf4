import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import {
  GatewayCloseCodes as Close,
  GatewayIntentBits as Intents,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Bus } from './bus.ts';
import type { Messages, StoredMessage } from './messages.ts';
import {
  applicationShape,
  channelShape,
  guildCreateShape,
  guildShape,
  memberShape,
  ownUserShape,
} from './shapes.ts';
import type { Guild, World } from './world.ts';

const HEARTBEAT_MS = 41_250;
const PRESENCE_WINDOW_MS = 20_000;
const PRESENCES_PER_WINDOW = 5;
const PRIVILEGED = Intents.GuildMembers | Intents.GuildPresences | Intents.MessageContent;
const KEPT_EVENTS = 500;

interface Session {
  id: string;
  intents: number;
  shard: [index: number, count: number];
  /** Number of the last event, and the events that RESUME may ask for again. */
  seq: number;
  sent: { s: number; text: string }[];
  socket: Connection | undefined;
  /** What the bot says that it does. */
  presence: Presence;
  /** When it began, ms. */
  identifiedAtMs: number;
  /** When it said so last, ms. */
  presenceAtMs: number[];
}

interface Presence {
  status?: string;
  activities?: { name: string; type: number; state?: string }[];
}

/** How the gateway behaves towards everybody, until it is set otherwise. */
export interface GatewayManners {
  /** What new connections are told, ms. */
  heartbeatMs: number;
  /** false: no heartbeat is acknowledged, as on a connection whose other end is gone. */
  acks: boolean;
  /** false: nobody can connect. */
  open: boolean;
  /** The code that ends the connection of everybody who identifies; null: none. */
  refusal: number | null;
  /** How many shards Discord recommends. */
  shards: number;
}

interface Connection {
  ws: WebSocket;
  host: string;
  deflate: Deflate | undefined;
  session: Session | undefined;
}

export type Gateway = ReturnType<typeof createGateway>;

/** Discord's gateway, v10 with JSON, whole or as a zlib stream. */
export function createGateway(world: World, messages: Messages, bus: Bus) {
  const server = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const connections = new Set<Connection>();
  const manners: GatewayManners = {
    heartbeatMs: HEARTBEAT_MS,
    acks: true,
    open: true,
    refusal: null,
    shards: 1,
  };

  server.on('connection', (ws, request: IncomingMessage) => {
    const query = new URL(request.url ?? '/', 'http://sandbox').searchParams;
    const zlib = query.get('compress') === 'zlib-stream';
    const connection: Connection = {
      ws,
      host: request.headers.host ?? '',
      deflate: zlib ? deflateTo(ws) : undefined,
      session: undefined,
    };
    connections.add(connection);
    ws.on('message', (data) => receive(connection, String(data)));
    ws.on('error', () => ws.terminate());
    ws.on('close', (code) => {
      connections.delete(connection);
      const { session } = connection;
      if (session?.socket === connection) session.socket = undefined;
      // A client that says goodbye ends its session; one that is cut off may resume.
      if (session && (code === 1000 || code === 1001)) sessions.delete(session.id);
      bus.emit('world');
    });
    const hello = { heartbeat_interval: manners.heartbeatMs };
    write(connection, { op: Op.Hello, d: hello, s: null, t: null });
  });

  function receive(connection: Connection, text: string): void {
    let payload: { op: number; d: any };
    try {
      payload = JSON.parse(text);
    } catch {
      return connection.ws.close(Close.DecodeError, 'Error while decoding payload.');
    }
    const { op, d } = payload;
    bus.emit('payload', { op, d });
    if (op === Op.Heartbeat) acknowledge(connection);
    else if (op === Op.Identify) identify(connection, d);
    else if (op === Op.Resume) resume(connection, d);
    else if (!connection.session) connection.ws.close(Close.NotAuthenticated, 'Not authenticated.');
    else if (op === Op.RequestGuildMembers) sendMembers(connection.session, d);
    else if (op === Op.PresenceUpdate) notePresence(connection, connection.session, d);
    else if (op !== Op.VoiceStateUpdate) {
      connection.ws.close(Close.UnknownOpcode, 'Unknown opcode.');
    }
  }

  function acknowledge(connection: Connection): void {
    if (manners.acks) write(connection, { op: Op.HeartbeatAck, d: null, s: null, t: null });
  }

  function notePresence(connection: Connection, session: Session, presence: Presence): void {
    const now = Date.now();
    const recent = session.presenceAtMs.filter((atMs) => atMs > now - PRESENCE_WINDOW_MS);
    // Stricter than Discord, which lets those above the limit fall: so no test overlooks one.
    if (recent.length >= PRESENCES_PER_WINDOW) {
      return connection.ws.close(Close.RateLimited, 'Rate limited.');
    }
    session.presenceAtMs = [...recent, now];
    session.presence = presence;
    bus.emit('world');
  }

  function identify(connection: Connection, d: any): void {
    const { ws } = connection;
    if (connection.session) return ws.close(Close.AlreadyAuthenticated, 'Already authenticated.');
    if (d?.token?.replace(/^Bot /, '') !== world.botToken) {
      return ws.close(Close.AuthenticationFailed, 'Authentication failed.');
    }
    if (!Number.isInteger(d.intents)) return ws.close(Close.InvalidIntents, 'Invalid intent(s).');
    if (d.intents & PRIVILEGED) return ws.close(Close.DisallowedIntents, 'Disallowed intent(s).');
    if (manners.refusal) return ws.close(manners.refusal, 'Refused, as ordered.');
    const shard = d.shard ?? [0, 1];
    const id = randomBytes(16).toString('hex');
    const session: Session = {
      id,
      intents: d.intents,
      shard,
      seq: 0,
      sent: [],
      socket: connection,
      presence: d.presence ?? {},
      identifiedAtMs: Date.now(),
      presenceAtMs: [],
    };
    sessions.set(id, session);
    connection.session = session;
    bus.emit('world');
    const guilds = [...world.guilds.values()].filter(
      (guild) => guild.members.has(world.bot.id) && shardOf(guild.id, shard) === shard[0],
    );
    dispatch(session, 'READY', {
      v: 10,
      user: ownUserShape(world),
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: id,
      session_type: 'normal',
      resume_gateway_url: `ws://${connection.host}/gateway`,
      shard,
      application: { id: world.applicationId, flags: applicationShape(world).flags },
      private_channels: [],
      relationships: [],
      user_settings: {},
      presences: [],
      geo_ordered_rtc_regions: [],
      guild_join_requests: [],
      _trace: [],
    });
    for (const guild of guilds) {
      if (d.intents & Intents.Guilds)
        dispatch(session, 'GUILD_CREATE', guildCreateShape(world, guild));
    }
  }

  function resume(connection: Connection, d: any): void {
    const session = sessions.get(d?.session_id);
    const right = d?.token?.replace(/^Bot /, '') === world.botToken;
    const oldest = session?.sent[0]?.s ?? 1;
    if (!session || !right || d.seq > session.seq || d.seq < oldest - 1) {
      return write(connection, { op: Op.InvalidSession, d: false, s: null, t: null });
    }
    session.socket = connection;
    connection.session = session;
    bus.emit('world');
    for (const { s, text } of session.sent) if (s > d.seq) writeText(connection, text);
    dispatch(session, 'RESUMED', { _trace: [] });
  }

  function sendMembers(session: Session, d: any): void {
    const guild = world.guilds.get(d?.guild_id);
    if (!guild) return;
    const asked = d.user_ids === undefined ? [...guild.members.keys()] : [d.user_ids].flat();
    const found = asked.flatMap((id: string) => guild.members.get(id) ?? []);
    dispatch(session, 'GUILD_MEMBERS_CHUNK', {
      guild_id: guild.id,
      members: found.map((member) => memberShape(world, member)),
      chunk_index: 0,
      chunk_count: 1,
      not_found: asked.filter((id: string) => !guild.members.has(id)),
      nonce: d.nonce,
    });
  }

  function dispatch(session: Session, t: string, d: unknown): void {
    session.seq += 1;
    const text = JSON.stringify({ op: Op.Dispatch, t, s: session.seq, d });
    session.sent.push({ s: session.seq, text });
    if (session.sent.length > KEPT_EVENTS) session.sent.shift();
    if (session.socket) writeText(session.socket, text);
  }

  /** Sends to the sessions whose shard it belongs to. @param intent 0: always, like interactions */
  function tell(t: string, d: unknown, guildId: string | undefined, intent = 0): void {
    for (const session of sessions.values()) {
      if (shardOf(guildId, session.shard) !== session.shard[0]) continue;
      if (!intent || session.intents & intent) dispatch(session, t, d);
    }
  }

  bus.on('message', (op, message) => {
    if (message.onlyFor) return;
    const channel = world.channels.get(message.channelId);
    const guildId = channel?.guildId;
    const intent = guildId ? Intents.GuildMessages : Intents.DirectMessages;
    const base = {
      id: message.id,
      channel_id: message.channelId,
      channel_type: channel?.type,
      ...(guildId && { guild_id: guildId }),
    };
    if (op === 'delete') return tell('MESSAGE_DELETE', base, guildId, intent);
    const shape = { ...messages.shape(message), ...base };
    tell(`MESSAGE_${op.toUpperCase()}`, withoutContent(message, shape), guildId, intent);
  });

  bus.on('guild', (guild) => {
    tell('GUILD_UPDATE', guildShape(guild), guild.id, Intents.Guilds);
  });
  bus.on('channel', (channel) => {
    tell('CHANNEL_UPDATE', channelShape(world, channel), channel.guildId, Intents.Guilds);
  });

  /** The message content intent is privileged: without it, others' words on a server are hidden. */
  function withoutContent(message: StoredMessage, shape: ReturnType<Messages['shape']>) {
    const open =
      message.authorId === world.bot.id ||
      message.mentions.users.includes(world.bot.id) ||
      !world.channels.get(message.channelId)?.guildId;
    return open ? shape : { ...shape, content: '', embeds: [], attachments: [], components: [] };
  }

  return {
    tell,

    /** The bot has come to a server, or sees it again. */
    tellGuildCreate: (guild: Guild) =>
      tell('GUILD_CREATE', guildCreateShape(world, guild), guild.id, Intents.Guilds),

    /** @param unavailable an outage: the bot is a member all the same */
    tellGuildDelete: ({ id }: Guild, unavailable: boolean) =>
      tell('GUILD_DELETE', { id, ...(unavailable && { unavailable }) }, id, Intents.Guilds),

    attach(http: Server): void {
      http.on('upgrade', (request, socket, head) => {
        if (!manners.open || !request.url?.startsWith('/gateway')) return socket.destroy();
        server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, request));
      });
    },

    sessions: () =>
      [...sessions.values()].map(({ id, intents, shard, socket, presence, identifiedAtMs }) => ({
        ...{ id, intents, shard, presence, identifiedAtMs },
        connected: Boolean(socket),
      })),

    recommendedShards: () => manners.shards,

    /** What is left out stays as it is. */
    behave: (change: Partial<GatewayManners>) => void Object.assign(manners, change),

    /** Cuts every connection without a goodbye. */
    drop: () => connections.forEach(({ ws }) => ws.terminate()),

    close: (code: number) => connections.forEach(({ ws }) => ws.close(code)),

    /** Asks clients to connect again and resume. */
    reconnect: () =>
      connections.forEach((connection) =>
        write(connection, { op: Op.Reconnect, d: null, s: null, t: null }),
      ),

    /** Declares the sessions void: the clients have to identify anew. @param resumable or to resume, on the same connection */
    invalidate(resumable: boolean): void {
      for (const connection of connections) {
        const { session } = connection;
        if (session && resumable) session.socket = undefined;
        else if (session) sessions.delete(session.id);
        connection.session = undefined;
        write(connection, { op: Op.InvalidSession, d: resumable, s: null, t: null });
      }
    },

    stop(): void {
      for (const { ws } of connections) ws.terminate();
      server.close();
    },
  };
}

function shardOf(guildId: string | undefined, [, count]: Session['shard']): number {
  return guildId ? Number((BigInt(guildId) >> 22n) % BigInt(count)) : 0;
}

function write(connection: Connection, payload: object): void {
  writeText(connection, JSON.stringify(payload));
}

function writeText({ ws, deflate }: Connection, text: string): void {
  if (!deflate) return ws.send(text);
  deflate.write(text);
  deflate.flush(constants.Z_SYNC_FLUSH);
}

/** One zlib stream for a connection's whole life; a message ends at a flush. */
function deflateTo(ws: WebSocket): Deflate {
  const deflate = createDeflate();
  deflate.on('data', (chunk: Buffer) => ws.send(chunk));
  return deflate;
}
