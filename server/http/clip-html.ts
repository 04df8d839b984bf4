import type { Clip } from '../clips/library.ts';
import { type Language, wordsIn } from '../words/words.ts';

interface Shown {
  /** Of the page, without query. */
  address: string;
  /** Signs the page, and its files with it. */
  query: string;
  /** Path of the script that brings the player's controls; null: the browser's own will do. */
  script: string | null;
  language: Language;
}

export function clipHtml(clip: Clip, { address, query, script, language }: Shown): string {
  const { width, height, durationMs, fromMs, bytes } = clip;
  const words = wordsIn(language).clipPage;
  const length = wordsIn(language).duration(durationMs);
  const title = clip.title || words.untitled(length);
  const when = new Date(fromMs).toISOString();
  const utc = `${when.slice(0, 16).replace('T', ' ')} UTC`;
  const [page, video, poster] = ['', '.mp4', '.jpg'].map((end) => `${address}${end}?${query}`);
  // On the page itself by their path: whatever name the server was opened by, they are its own.
  const path = new URL(address).pathname;
  const [source, still] = ['.mp4', '.jpg'].map((end) => escape(`${path}${end}?${query}`));
  // Discord plays `og:video` inline when it is a file by HTTPS with its type and size, and there is a picture of it.
  const properties = {
    'og:site_name': 'Hindsight',
    'og:type': 'video.other',
    'og:title': title,
    'og:description': `${length}, ${utc}`,
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
  const head = [...meta, '<meta name="theme-color" content="#1f6f6b">'];
  if (script) head.push(`<script type="module" src="${escape(script)}"></script>`);
  return document(
    language,
    title,
    head.join('\n'),
    `<h1>${escape(title)}</h1>
<figure class="player">
<video controls playsinline preload="metadata" width="${width}" height="${height}" src="${source}" poster="${still}" aria-label="${escape(title)}">
<a href="${source}">${words.cantPlay}</a>
</video>
</figure>
<div class="below">
<dl>
<div><dt>${words.recorded}</dt><dd><time datetime="${when}">${utc}</time></dd></div>
<div><dt>${words.length}</dt><dd>${length}</dd></div>
<div><dt>${words.size}</dt><dd>${(bytes / 1024 / 1024).toFixed(1)} MB</dd></div>
</dl>
<a class="button main" href="${source}&amp;download=${clip.id}.mp4" download="${clip.id}.mp4">${words.download}</a>
</div>`,
  );
}

export function noClipHtml(language: Language): string {
  const words = wordsIn(language).clipPage;
  return document(
    language,
    words.noneTitle,
    '',
    `<div class="card none">
<h1>${words.none}</h1>
<p>${words.why}</p>
</div>`,
  );
}

function document(language: Language, title: string, head: string, body: string): string {
  const words = wordsIn(language).clipPage;
  return `<!doctype html>
<html lang="${language}" prefix="og: https://ogp.me/ns#">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>${escape(title)} · Hindsight</title>
<link rel="stylesheet" href="/base.css">
<link rel="stylesheet" href="/clip.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${head}
</head>
<body>
<header>
<span class="brand"><span class="mark" aria-hidden="true"></span>Hindsight</span>
<span class="quiet small">${words.whatIsThis}</span>
</header>
<main>
${body}
</main>
<footer><a href="/privacy">${words.privacy}</a></footer>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
