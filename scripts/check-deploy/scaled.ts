import type { Compose } from './compose.ts';

/** Without them a restart, or a full memory, would lose records of clips and people. */
const REDIS_SETTINGS = [
  ['--appendonly', 'yes'],
  ['--maxmemory-policy', 'noeviction'],
] as const;
/** Where all processes find segments and clips. */
const BUCKET = [
  ...['S3_BUCKET', 'S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT', 'S3_REGION', 'S3_PREFIX'],
  ...['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY', 'S3_FORCE_PATH_STYLE'],
];

/** What processes that work together have to have alike, and their Redis has to keep. @returns problems */
export function scaledProblems(where: string, { services }: Compose): string[] {
  const command = [services.redis?.command ?? []].flat();
  const unsafe = REDIS_SETTINGS.filter(
    ([name, value]) => command[command.indexOf(name) + 1] !== value,
  ).map(([name, value]) => `${where}, redis: needs ${name} ${value}`);
  const apart = Object.entries(services)
    .filter(([, { environment }]) => environment?.ROLES)
    .flatMap(([name, { environment }]) =>
      BUCKET.filter((variable) => environment?.[variable] === undefined).map(
        (variable) => `${where}, ${name}: does not get ${variable}, so it looks elsewhere`,
      ),
    );
  return [...unsafe, ...apart];
}
