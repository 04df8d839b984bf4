import { formatDuration } from '../../commands/duration.ts';
import type { Clip } from '../clips/library.ts';

/**
 * @param address of the page, without query
 * @param query that signs it, and its files with it
 */
export function clipHtml(clip: Clip, address: string, query: string): string {
  const { width, height, durationMs, toMs } = clip;
  const length = formatDuration(durationMs);
  const title = clip.title || `A clip of ${length}`;
  const when = new Date(toMs).toISOString();
  const [page, video, poster] = ['', '.mp4', '.jpg'].map((end) => `${address}${end}?${query}`);
  // Discord plays `og:video` inline when it is a file by HTTPS with its type and size, and there is a picture of it.
  const properties = {
    'og:site_name': 'Hindsight',
    'og:type': 'video.other',
    'og:title': title,
    'og:description': `${length}, ${when.slice(0, 16).replace('T', ' ')} UTC`,
    'og:url': page,
    'og:video': video,
    'og:video:secure_url': video,
    'og:video:type': 'video/mp4',
    'og:video:width': width,
    'og:video:height': height,
    'og:image': poster,
    'og:image:type': 'image/jpeg',
    'og:image:width': width,
    'og:image:height': height,
  };
  const meta = Object.entries(properties).map(
    ([name, value]) => `<meta property="${name}" content="${escape(String(value))}">`,
  );
  return document(
    title,
    `${meta.join('\n')}\n<meta name="theme-color" content="#1f6f6b">`,
    `<h1>${escape(title)}</h1>
<video controls playsinline preload="metadata" width="${width}" height="${height}" src="${escape(video ?? '')}" poster="${escape(poster ?? '')}"></video>
<p>${length} · <time datetime="${when}">${when.slice(0, 16).replace('T', ' ')} UTC</time> · <a href="${escape(video ?? '')}" download="${clip.id}.mp4">Download</a></p>`,
  );
}

export function noClipHtml(): string {
  return document(
    'No clip here',
    '',
    `<h1>There is no clip here</h1>
<p>It was deleted, or this link has ended or is not whole. Ask whoever sent it for a new one.</p>`,
  );
}

function document(title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en" prefix="og: https://ogp.me/ns#">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Hindsight</title>
<link rel="stylesheet" href="/base.css">
<link rel="stylesheet" href="/clip.css">
<link rel="icon" href="data:,">
${head}
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
