import type { ClipStep } from '../server/clips/maker.ts';

/** What is being done for an order, in words. */
export function stepWords(step: ClipStep | { name: 'posting' }): string {
  switch (step.name) {
    case 'waiting':
      return 'Waiting for the last seconds …';
    case 'queued':
      return `Place ${step.place} in the queue …`;
    case 'cutting':
      return `Cutting${percent(step.part)} …`;
    case 'shrinking':
      return `Shrinking to ${Math.round(step.maxBytes / 1024 / 1024)} MB${percent(step.part)} …`;
    case 'posting':
      return 'Posting …';
  }
}

function percent(part: number): string {
  return part > 0 ? `, ${Math.round(part * 100)} %` : '';
}
