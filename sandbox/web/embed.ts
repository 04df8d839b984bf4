import type { APIEmbed } from 'discord-api-types/v10';
import { h } from 'preact';
import type { SeenMessage, World } from './api.ts';
import { block } from './markdown.ts';

interface Props {
  embed: APIEmbed;
  message: SeenMessage;
  world: World;
}

export function Embed({ embed, message, world }: Props) {
  const colour = embed.color ? `#${embed.color.toString(16).padStart(6, '0')}` : 'var(--line)';
  const image = embed.image && mediaUrl(embed.image.url, message);
  const thumbnail = embed.thumbnail && mediaUrl(embed.thumbnail.url, message);
  return h('div', { class: 'embed', style: { borderLeftColor: colour } }, [
    embed.author && h('div', { class: 'embed-author' }, embed.author.name),
    embed.title &&
      h(
        'strong',
        { class: 'embed-title' },
        embed.url
          ? h('a', { href: embed.url, target: '_blank', rel: 'noreferrer' }, embed.title)
          : embed.title,
      ),
    embed.description && h('div', {}, block(embed.description, world)),
    embed.fields?.length &&
      h(
        'dl',
        {},
        embed.fields.map((field, i) =>
          h('div', { key: i, class: field.inline ? 'inline' : '' }, [
            h('dt', {}, block(field.name, world)),
            h('dd', {}, block(field.value, world)),
          ]),
        ),
      ),
    thumbnail && h('img', { class: 'thumbnail', src: thumbnail, alt: '' }),
    image && h('img', { src: image, alt: '' }),
    (embed.footer || embed.timestamp) &&
      h('footer', {}, [
        embed.footer?.text,
        embed.footer && embed.timestamp && ' · ',
        embed.timestamp && new Date(embed.timestamp).toLocaleString(),
      ]),
  ]);
}

/** `attachment://name` stands for a file of the same message. */
export function mediaUrl(url: string, message: SeenMessage): string {
  const name = /^attachment:\/\/(.+)$/.exec(url)?.[1];
  if (!name) return url;
  return message.attachments.find((attachment) => attachment.filename === name)?.url ?? '';
}
