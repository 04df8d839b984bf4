import type { ClipStep } from '../server/clips/maker.ts';
import type { Format } from '../server/clips/renditions.ts';

/** What is being done for an order, in words. */
export function stepWords(step: ClipStep | { name: 'posting' }): string {
  switch (step.name) {
    case 'waiting':
      return 'Waiting for the last seconds …';
    case 'queued':
      return `Place ${step.place} in the queue …`;
    case 'cutting':
      return `Cutting${percent(step.part)} …`;
    case 'rendering':
      return `${renderWords(step.format, step.maxBytes)}${percent(step.part)} …`;
    case 'posting':
      return 'Posting …';
  }
}

function renderWords(format: Format, maxBytes: number): string {
  switch (format) {
    case 'mp4':
      return `Shrinking to ${Math.round(maxBytes / 1024 / 1024)} MB`;
    case 'gif':
      return 'Making a GIF';
    case 'audio':
      return 'Taking the sound';
  }
}

function percent(part: number): string {
  return part > 0 ? `, ${Math.round(part * 100)} %` : '';
}
