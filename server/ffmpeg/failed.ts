/** Says what was run, why it ended, and the end of what ffmpeg wrote about it. */
export class FfmpegFailed extends Error {
  override name = 'FfmpegFailed';
  /** As one would type it. */
  readonly command: string;
  readonly stderr: string;

  /** @param words of the command */
  constructor(words: string[], stderr: string, cause: Error) {
    const command = words.map(quoted).join(' ');
    super([cause.message.trim(), command, stderr].filter(Boolean).join('\n'), { cause });
    this.command = command;
    this.stderr = stderr;
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
