import type { Config } from '../config.ts';

/** All that is secret in a configuration. */
export function secretsOf({ discord, storeUrl, bucket, livekit }: Config): (string | undefined)[] {
  return [
    ...[discord.token, discord.clientSecret, livekit.apiSecret],
    ...livekit.webhookKeys.map(({ secret }) => secret),
    ...(storeUrl ? passwordIn(storeUrl) : []),
    ...(bucket?.kind === 's3' ? [bucket.credentials?.secretAccessKey] : []),
    ...(bucket?.kind === 'azure' ? [bucket.connectionString, bucket.accountKey] : []),
  ];
}

/** As it stands there, and as it was meant. */
function passwordIn(url: string): string[] {
  const { password } = new URL(url);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    // A lone %: the client of Redis says so.
    return [password];
  }
}
