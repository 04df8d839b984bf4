/** Discord's addresses of files are signed and end after a day: what is kept has to be the message's id. */
const EXPIRING = /(?:cdn\.discordapp\.com|media\.discordapp\.net)\/|[?&](?:ex|is|hm)=[0-9a-f]+/;

/** @param rows of the store, as text. @returns those that keep an address which ends */
export function expiringIn(rows: string[]): string[] {
  return rows.filter((row) => EXPIRING.test(row));
}
