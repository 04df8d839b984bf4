import { ApiError, call } from '../api.ts';
import { locale } from '../i18n.ts';
import type { Usage } from '../library/clips.ts';
import type { Session } from '../session.ts';
import { say } from './texts.ts';

/** How this server is set up; lengths of time in ms. */
export interface About {
  discordSignIn: boolean;
  windowMs: number;
  /** How long a posted clip stays; 0: not at all. */
  postedKeptMs: number;
  recorder: 'embedded' | 'egress';
  store: 'sqlite' | 'redis';
  livekit: 'own' | 'elsewhere';
  publicUrl: string;
  sessionLifeMs: number;
  /** Without use. */
  sessionIdleMs: number;
  linkLifeMs: number;
  clipLinkLifeMs: number;
}

/** What is kept of whoever reads the page. */
export interface Mine {
  session: Session;
  usage: Usage;
  whoMayClip: 'nobody' | 'channel' | 'server';
  /** What the server for which they are signed in keeps, ms each; absent where there is none. */
  onServer?: { name: string; windowMs: number; postedKeptMs: number };
}

export const readAbout = () => call<About>('GET', '/api/about');

/** @returns undefined for somebody who is not signed in: the page is theirs, too */
export async function readMine(): Promise<Mine | undefined> {
  try {
    const session = await call<Session>('GET', '/api/session');
    const [usage, { whoMayClip }] = await Promise.all([
      call<Usage>('GET', '/api/clips/usage'),
      call<Pick<Mine, 'whoMayClip'>>('GET', '/api/settings'),
    ]);
    const { guild } = session;
    if (!guild) return { session, usage, whoMayClip };
    const kept = await call<Pick<About, 'windowMs' | 'postedKeptMs'>>('GET', '/api/consent');
    return { session, usage, whoMayClip, onServer: { name: guild.name, ...kept } };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

export interface Section {
  title: string;
  items: string[];
}

/** The page's text, as this server is set up. */
export function sectionsOf(about: About): Section[] {
  const window = lengthOf(about.windowMs);
  const { postedKeptMs, store, livekit, recorder } = about;
  return [
    {
      title: say.what,
      items: [
        say.whatScreen(window),
        say.whatVoice,
        say.whatClips,
        say.whatAccount,
        say.whatPictures,
        say.whatElse,
        say.whatNot,
      ],
    },
    {
      title: say.long,
      items: [
        say.longScreen(window),
        say.longHeld,
        postedKeptMs > 0 ? say.longPosted(lengthOf(postedKeptMs)) : say.longPostedNot,
        say.longLibrary,
        say.longDeleted,
        say.longClipLink(lengthOf(about.clipLinkLifeMs)),
        say.longSession(
          lengthOf(about.sessionLifeMs),
          lengthOf(about.sessionIdleMs),
          lengthOf(about.linkLifeMs),
        ),
      ],
    },
    {
      title: say.where,
      items: [
        say.whereServer(about.publicUrl),
        store === 'redis' ? say.whereStoreRedis : say.whereStoreSqlite,
        livekit === 'own' ? say.whereLivekitOwn : say.whereLivekitElsewhere,
        recorder === 'egress' ? say.whereRecorderEgress : say.whereRecorderEmbedded,
        say.whereDiscord,
        say.whereNobody,
      ],
    },
    {
      title: say.who,
      items: [
        say.whoScreen,
        say.whoPrivate,
        say.whoPublic,
        say.whoAdmin,
        ...(about.discordSignIn ? [say.discordSignIn] : []),
      ],
    },
    {
      title: say.deleted,
      items: [
        say.deleteStop,
        say.deleteClips,
        say.deleteLink,
        say.deleteMessage,
        say.deleteSession,
        say.deleteKeys,
        say.deleteServer,
        say.copy,
        say.deleteAll,
      ],
    },
  ];
}

const UNITS = [
  ['day', 24 * 3600_000],
  ['hour', 3600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `7 days`, `20 minutes`: in the largest unit that says it exactly. */
export function lengthOf(ms: number): string {
  const [unit, long] = UNITS.find(([, length]) => ms >= length && ms % length === 0) ?? UNITS[3];
  return (ms / long).toLocaleString(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  });
}
