import { type ComponentChild, h } from 'preact';
import type { World } from './api.ts';
import { nameOf } from './store.ts';

/** Discord's marks as far as a bot uses them; everything else stays text. */
const MARKS: [RegExp, (match: RegExpExecArray, world: World | undefined) => ComponentChild][] = [
  [/^```(?:\w*\n)?([\s\S]+?)```/, ([, code]) => h('pre', {}, h('code', {}, code))],
  [/^`([^`]+)`/, ([, code]) => h('code', {}, code)],
  [/^\*\*([\s\S]+?)\*\*/, ([, inner], world) => h('strong', {}, markdown(inner!, world))],
  [/^__([\s\S]+?)__/, ([, inner], world) => h('u', {}, markdown(inner!, world))],
  [/^~~([\s\S]+?)~~/, ([, inner], world) => h('s', {}, markdown(inner!, world))],
  [/^\*([^*\n]+)\*/, ([, inner], world) => h('em', {}, markdown(inner!, world))],
  [/^_([^_\n]+)_(?!\w)/, ([, inner], world) => h('em', {}, markdown(inner!, world))],
  [/^<@!?(\d+)>/, ([, id], world) => h('span', { class: 'mention' }, `@${nameOf(world, id!)}`)],
  [/^<#(\d+)>/, ([, id], world) => h('span', { class: 'mention' }, `#${channelName(world, id!)}`)],
  [/^<t:(\d+)(?::(\w))?>/, ([, seconds, style]) => timestamp(Number(seconds) * 1000, style)],
  [/^<\/([^:>]+):\d+>/, ([, name]) => h('span', { class: 'mention' }, `/${name}`)],
  [/^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, ([, label, url]) => link(url!, label!)],
  [/^<(https?:\/\/[^\s>]+)>/, ([, url]) => link(url!, url!)],
  [/^https?:\/\/[^\s<]+[^\s<.,:;"')\]]/, ([url]) => link(url!, url!)],
];

export function markdown(text: string, world: World | undefined): ComponentChild[] {
  const parts: ComponentChild[] = [];
  let plain = '';
  let rest = text;
  while (rest) {
    const hit = firstMark(rest);
    if (hit) {
      if (plain) parts.push(plain);
      plain = '';
      parts.push(hit.make(hit.match, world));
      rest = rest.slice(hit.match[0].length);
    } else {
      // A backslash takes the meaning from the mark behind it.
      const escaped = /^\\[^0-9A-Za-z\s]/.test(rest);
      plain += escaped ? rest[1] : rest[0];
      rest = rest.slice(escaped ? 2 : 1);
    }
  }
  if (plain) parts.push(plain);
  return parts;
}

/** Lines: headings, quotes, small print, and what markdown() knows within them. */
export function block(text: string, world: World | undefined): ComponentChild[] {
  if (text.includes('```')) return markdown(text, world);
  return text.split('\n').map((line) => {
    const [, mark, inner = ''] = /^(#{1,3}|-#|>|[-*]) (.*)$/.exec(line) ?? [];
    const content = markdown(mark ? inner : line, world);
    if (mark?.startsWith('#')) return h('div', { class: `heading level${mark.length}` }, content);
    if (mark === '-#') return h('div', { class: 'subtext' }, content);
    if (mark === '>') return h('blockquote', {}, content);
    if (mark) return h('div', { class: 'bullet' }, content);
    return h('div', { class: 'line' }, content.length ? content : '\u00a0');
  });
}

function firstMark(text: string) {
  for (const [pattern, make] of MARKS) {
    const match = pattern.exec(text);
    if (match) return { match, make };
  }
  return undefined;
}

function link(url: string, label: string) {
  return h('a', { href: url, target: '_blank', rel: 'noreferrer' }, label);
}

function channelName(world: World | undefined, id: string): string {
  const all = world?.guilds.flatMap((guild) => guild.channels) ?? [];
  return all.find((channel) => channel.id === id)?.name ?? 'unknown';
}

function timestamp(ms: number, style = 'f') {
  const date = new Date(ms);
  const text =
    style === 'R'
      ? ago(ms)
      : style === 't' || style === 'T'
        ? date.toLocaleTimeString([], { timeStyle: style === 't' ? 'short' : 'medium' })
        : date.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  return h(
    'time',
    { class: 'mention', dateTime: date.toISOString(), title: date.toString() },
    text,
  );
}

function ago(ms: number): string {
  const minutes = Math.round((ms - Date.now()) / 60_000);
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48
    ? words.format(hours, 'hour')
    : words.format(Math.round(hours / 24), 'day');
}
