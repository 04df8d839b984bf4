/** Variables that let somebody in. Each may also be given as NAME_FILE, the path of a file that holds it. */
export const SECRETS = /** @type {const} */ ([
  'DISCORD_TOKEN',
  'DISCORD_CLIENT_SECRET',
  'STORE_URL',
  'S3_SECRET_ACCESS_KEY',
  'AZURE_STORAGE_CONNECTION_STRING',
  'LIVEKIT_API_SECRET',
  'LIVEKIT_WEBHOOK_SECRET',
]);

/**
 * Once they are read: what is started from here on, such as npm or a package's install script, does not inherit them.
 * @param {Record<string, string | undefined>} env
 */
export function dropSecrets(env) {
  for (const name of SECRETS) delete env[name];
}
