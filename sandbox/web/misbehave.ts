import { h } from 'preact';
import { useState } from 'preact/hooks';
import { get, type LoggedRequest, post, type World } from './api.ts';
import { size } from './sidebar.ts';

interface Props {
  world: World;
  guild: World['guilds'][number] | undefined;
  channel: World['guilds'][number]['channels'][number] | undefined;
  as: string;
}

const MIB = 1024 * 1024;
const FAULTS: Record<string, object> = {
  '429, come back in 2 s': { retryAfter: 2 },
  '429 for everything, 2 s': { retryAfter: 2, global: true },
  '500 Internal Server Error': { status: 500 },
  '502 Bad Gateway': { status: 502 },
  '503 Service Unavailable': { status: 503 },
  '413 Request entity too large': { status: 413, code: 40005, message: 'Request entity too large' },
  'cut the upload after 64 KiB': { cutAfter: 64 * 1024 },
  'stall the upload after 64 KiB': { stallAfter: 64 * 1024 },
  'keep only 64 KiB of the upload': { truncateTo: 64 * 1024 },
  'do it, but lose the answer': { loseAnswer: true },
  'answer 5 s late': { delay: 5000 },
};
const PATHS: Record<string, string> = {
  'any request': '',
  'an answer to a command': '^/interactions/',
  'an edit or follow-up': '^/webhooks/',
  'a message of its own': '^/channels/\\d+/messages',
  'opening a DM': '^/users/@me/channels',
};
const PERMISSIONS = { ViewChannel: 1n << 10n, SendMessages: 1n << 11n, AttachFiles: 1n << 15n };

/** Makes Discord difficult, to see what the bot does about it. */
export function Misbehave({ world, guild, channel, as }: Props) {
  return h('aside', { class: 'panel', 'aria-label': 'Misbehave' }, [
    h(Requests, { world }),
    h('section', {}, [
      h('h2', {}, 'Direct messages'),
      world.people.map((person) =>
        h('label', { class: 'switch', key: person.id }, [
          h('input', {
            type: 'checkbox',
            checked: !person.takesDms,
            onChange: () => void post('people', { who: person.id, takesDms: !person.takesDms }),
          }),
          `${person.global_name ?? person.username} refuses DMs`,
        ]),
      ),
    ]),
    h(Speaks, { world, guild }),
    guild && h(UploadLimit, { guild }),
    channel && h(Denied, { world, channel }),
    h('section', {}, [
      h('h2', {}, 'Gateway'),
      h('div', { class: 'buttons' }, [
        act('Drop', 'gateway', { action: 'drop' }),
        act('Ask to reconnect', 'gateway', { action: 'reconnect' }),
        act('Invalidate session', 'gateway', { action: 'invalidate' }),
      ]),
    ]),
    h('section', {}, [
      h('h2', {}, 'Time'),
      h('div', { class: 'buttons' }, [
        act('Let 15 minutes pass', 'advance', { ms: 15 * 60_000 + 1000 }),
      ]),
      h('p', {}, 'Ages the answers that are open and the addresses of files.'),
    ]),
    h(Log, { key: as }),
  ]);
}

/** Whose Discord is German; else it is English. */
function Speaks({ world, guild }: Pick<Props, 'world' | 'guild'>) {
  const entry = (name: string, locale: string, whose: object) =>
    h('label', { class: 'switch', key: name }, [
      h('input', {
        type: 'checkbox',
        checked: locale === 'de',
        onChange: () => void post('locale', { ...whose, locale: locale === 'de' ? 'en-US' : 'de' }),
      }),
      `${name} speaks German`,
    ]);
  return h('section', {}, [
    h('h2', {}, 'Language'),
    world.people.map((person) =>
      entry(person.global_name ?? person.username, person.locale, { who: person.id }),
    ),
    guild && entry(guild.name, guild.locale, { guild: guild.id }),
  ]);
}

function act(label: string, path: string, body: object) {
  return h(
    'button',
    { type: 'button', class: 'button secondary', onClick: () => void post(path, body) },
    label,
  );
}

function Requests({ world }: { world: World }) {
  const [fault, setFault] = useState(Object.keys(FAULTS)[0]!);
  const [path, setPath] = useState('any request');
  const [times, setTimes] = useState(1);
  const select = (label: string, value: string, names: string[], set: (value: string) => void) =>
    h(
      'select',
      {
        class: 'menu',
        'aria-label': label,
        value,
        onChange: (event: Event) => set((event.target as HTMLSelectElement).value),
      },
      names.map((name) => h('option', { key: name }, name)),
    );
  const order = () =>
    post('faults', { times, kind: FAULTS[fault], ...(PATHS[path] && { path: PATHS[path] }) });
  return h('section', {}, [
    h('h2', {}, 'The bot’s next requests'),
    h('div', { class: 'fault' }, [
      h('input', {
        type: 'number',
        min: 1,
        max: 99,
        value: times,
        'aria-label': 'How many',
        onInput: (event: Event) => setTimes(Number((event.target as HTMLInputElement).value) || 1),
      }),
      select('Which requests', path, Object.keys(PATHS), setPath),
      select('What happens', fault, Object.keys(FAULTS), setFault),
      h(
        'button',
        { type: 'button', class: 'button danger', onClick: () => void order() },
        'Break them',
      ),
    ]),
    world.faults.map((one, i) =>
      h(
        'p',
        { class: 'waiting', key: i },
        `${one.times} × ${one.path ?? 'any'} → ${JSON.stringify(one.kind)}`,
      ),
    ),
    world.faults.length > 0 && act('Forget them', 'faults/clear', {}),
  ]);
}

function UploadLimit({ guild }: { guild: World['guilds'][number] }) {
  return h('section', {}, [
    h('h2', {}, `Upload limit of ${guild.name}`),
    h(
      'div',
      { class: 'buttons' },
      [0.25, 1, 10, 25, 50, 100].map((mib) =>
        h(
          'button',
          {
            key: mib,
            type: 'button',
            class: `button secondary${guild.uploadLimit === mib * MIB ? ' on' : ''}`,
            'aria-pressed': guild.uploadLimit === mib * MIB,
            onClick: () => void post('upload-limit', { guild: guild.id, bytes: mib * MIB }),
          },
          size(mib * MIB),
        ),
      ),
    ),
  ]);
}

function Denied({ world, channel }: { world: World; channel: NonNullable<Props['channel']> }) {
  const own = channel.overwrites.find((overwrite) => overwrite.id === world.bot.id);
  const denied = BigInt(own?.deny ?? '0');
  const names = Object.entries(PERMISSIONS)
    .filter(([, bit]) => denied & bit)
    .map(([name]) => name);
  const toggle = (name: string) => {
    const permissions = names.includes(name)
      ? names.filter((one) => one !== name)
      : [...names, name];
    void post('deny', { channel: channel.id, who: 'bot', permissions });
  };
  return h('section', {}, [
    h('h2', {}, `What the bot may not do in #${channel.name}`),
    Object.keys(PERMISSIONS).map((name) =>
      h('label', { class: 'switch', key: name }, [
        h('input', {
          type: 'checkbox',
          checked: names.includes(name),
          onChange: () => toggle(name),
        }),
        name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase(),
      ]),
    ),
  ]);
}

function Log() {
  const [requests, setRequests] = useState<LoggedRequest[]>([]);
  const look = async () =>
    setRequests((await get<LoggedRequest[]>('requests')).slice(-30).reverse());
  return h('section', {}, [
    h('h2', {}, 'What the bot asked for'),
    h(
      'button',
      { type: 'button', class: 'button secondary', onClick: () => void look() },
      requests.length ? 'Look again' : 'Look',
    ),
    h(
      'ol',
      { class: 'log' },
      requests.map(({ method, path, status, at }) =>
        h('li', { key: `${at}${path}`, class: (status ?? 0) < 400 && status ? '' : 'bad' }, [
          h('b', {}, status || 'cut'),
          ` ${method} ${path.replace(/[\w-]{40,}/, '…')}`,
        ]),
      ),
    ),
  ]);
}
