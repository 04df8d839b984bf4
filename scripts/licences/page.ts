import type { Package } from './packages.ts';

const HEAD = `# Licences

Of all packages in package-lock.json, also of those that only another platform installs. Made by \`npm run licences\`; \`npm test\` fails where this page is old, and on a licence that \`scripts/licences/allowed.ts\` does not have. Why each direct one is there: [dependencies.md](dependencies.md).
`;

/** docs/licences.md */
export function licencePage(packages: Package[]): string {
  const byLicence = Map.groupBy(packages, ({ licence }) => licence ?? 'unknown');
  const parts = [...byLicence]
    .toSorted(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .flatMap(([licence, some]) => [
      `## ${licence} (${some.length})`,
      ...paragraph('runs', some, false),
      ...paragraph('builds and tests', some, true),
    ]);
  const running = packages.filter(({ isForDevelopment }) => !isForDevelopment).length;
  const count = `${packages.length} packages, ${running} of them in what runs.`;
  return `${[HEAD.trim(), count, ...parts].join('\n\n')}\n`;
}

function paragraph(what: string, packages: Package[], isForDevelopment: boolean): string[] {
  const names = packages
    .filter((each) => each.isForDevelopment === isForDevelopment)
    .map(({ name, version }) => `${name} ${version}`);
  return names.length > 0 ? [`*${what}*: ${names.join(', ')}`] : [];
}
