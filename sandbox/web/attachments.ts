import type { APIAttachment } from 'discord-api-types/v10';
import { h } from 'preact';
import { useState } from 'preact/hooks';
import { size } from './sidebar.ts';

/** Posted files: what a browser can show is shown, all can be downloaded. */
export function Attachments({ attachments }: { attachments: APIAttachment[] }) {
  if (!attachments.length) return null;
  return h(
    'div',
    { class: 'attachments' },
    attachments.map((attachment) => h(Attachment, { key: attachment.id, attachment })),
  );
}

export function Attachment({ attachment }: { attachment: APIAttachment }) {
  const { filename, content_type: type = '', description } = attachment;
  // The signature in the address is new at every look; a video that plays must not start again.
  const [url] = useState(attachment.url);
  const label = description ?? filename;
  const media = type.startsWith('video/')
    ? h('video', {
        src: url,
        controls: true,
        preload: 'metadata',
        playsInline: true,
        'aria-label': label,
      })
    : type.startsWith('audio/')
      ? h('audio', { src: url, controls: true, preload: 'metadata', 'aria-label': label })
      : type.startsWith('image/') && h('img', { src: url, alt: label, loading: 'lazy' });
  return h('figure', { class: media ? 'file media' : 'file' }, [
    media,
    h('figcaption', {}, [
      h('a', { href: url, download: filename, target: '_blank', rel: 'noreferrer' }, filename),
      h('span', {}, size(attachment.size)),
    ]),
  ]);
}
