import type { Stop } from './stops.ts';

/** docs/tour.md, whole. */
export function tourPage(stops: readonly Stop[]): string {
  const head = [
    '# A tour of Hindsight',
    'Every picture is taken from the running product by `npm run tour`, which writes this page, too.',
  ];
  return `${[...head, ...stops.flatMap(section)].join('\n\n')}\n`;
}

function section({ name, heading, words, alt, page }: Stop): string[] {
  return [`## ${heading}`, page ? `${words} (\`${page}\`)` : words, `![${alt}](tour/${name}.jpg)`];
}
