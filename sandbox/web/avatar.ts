import { h } from 'preact';

const COLOURS = ['#f2b544', '#e4736f', '#5fb58e', '#6f9be4', '#b68be0'];

interface Named {
  id: string;
  username: string;
  global_name?: string | null;
  bot?: boolean;
}

export function Avatar({ user, small = false }: { user: Named; small?: boolean }) {
  const kind = `avatar${small ? ' small' : ''}`;
  if (user.bot) return h('img', { class: kind, src: '/icon.svg', alt: '' });
  const colour = COLOURS[user.username.charCodeAt(0) % COLOURS.length];
  const letter = (user.global_name ?? user.username)[0]?.toUpperCase();
  return h('span', { class: kind, style: { background: colour }, 'aria-hidden': true }, letter);
}
