import { language } from '../i18n.ts';
import { CONTROLS } from '../ui/controls.ts';
import { keepFresh } from '../ui/fresh-source.ts';

/** Puts the controls of all pages in place of the browser's own, which stay where no script runs. */
function dress(video: HTMLVideoElement): void {
  const controller = document.createElement('media-controller');
  controller.lang = language;
  const bar = document.createElement('media-control-bar');
  bar.append(...CONTROLS.map(([tag, attributes]) => element(tag, attributes)));
  video.replaceWith(controller);
  video.slot = 'media';
  video.controls = false;
  controller.append(video, element('media-loading-indicator', { slot: 'centered-chrome' }), bar);
}

function element(tag: string, attributes: Record<string, string>): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** The server can't know the reader's clock. */
function inLocalTime(time: HTMLTimeElement): void {
  const when = new Date(time.dateTime);
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const;
  time.textContent = when.toLocaleString(document.documentElement.lang, options);
}

for (const video of document.querySelectorAll('video')) {
  dress(video);
  keepFresh(video);
}
for (const time of document.querySelectorAll('time')) inLocalTime(time);
