import type { ClipStep } from '../server/clips/maker.ts';
import type { Say, Words } from '../server/words/words.ts';

/** What is being done for an order, in words. */
export function stepWords(step: ClipStep | { name: 'posting' }): Say {
  return (words) => inWords(step, words);
}

function inWords(step: ClipStep | { name: 'posting' }, words: Words): string {
  const { steps } = words;
  switch (step.name) {
    case 'waiting':
      return steps.waiting;
    case 'queued':
      return steps.queued(step.place);
    case 'cutting':
      return steps.cutting(percent(step.part, words));
    case 'rendering':
      return renderWords(step, words);
    case 'posting':
      return steps.posting;
  }
}

function renderWords(step: ClipStep & { name: 'rendering' }, words: Words): string {
  const { steps } = words;
  const done = percent(step.part, words);
  switch (step.format) {
    case 'mp4':
      return steps.shrinking(Math.round(step.maxBytes / 1024 / 1024), done);
    case 'gif':
      return steps.gif(done);
    case 'audio':
      return steps.sound(done);
  }
}

function percent(part: number, { steps }: Words): string {
  return part > 0 ? steps.percent(Math.round(part * 100)) : '';
}
