import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SandboxControl } from './client.ts';

export interface SandboxOptions {
  /** Posted files go into its folder `sandbox`. */
  dataDir: string;
  /** 0 or absent: any free one. */
  port?: number;
}

export interface Sandbox {
  /** The page. */
  url: string;
  /** What the bot gets as `rest.api`, or DISCORD_API_URL. */
  apiUrl: string;
  /** Where people agree to sign in, or DISCORD_AUTHORIZE_URL. */
  authorizeUrl: string;
  botToken: string;
  /** Of OAuth2, or DISCORD_CLIENT_SECRET. */
  clientSecret: string;
  control: SandboxControl;
  close(): Promise<void>;
}

/** Starts the stand-in for Discord in a process of its own, which ends with this one. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const args = ['--port', String(options.port ?? 0), '--data', options.dataDir];
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C is for us; it has to live on for our last answers.
    detached: true,
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-4000);
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line') as Promise<[string]>;
  const failed = exited.then(([code]): never => {
    throw new Error(`sandbox/main.ts ended with code ${code} before it was ready:\n${complaints}`);
  });
  // Once it is ready, its end is no longer a failure of the start.
  failed.catch(() => {});
  const [line] = await Promise.race([ready, failed]);
  const { token, ...told } = JSON.parse(line) as { token: string } & Pick<
    Sandbox,
    'url' | 'apiUrl' | 'authorizeUrl' | 'clientSecret'
  >;
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    (stream as unknown as { unref(): void }).unref();
  }
  return {
    url: told.url,
    apiUrl: told.apiUrl,
    authorizeUrl: told.authorizeUrl,
    botToken: token,
    clientSecret: told.clientSecret,
    control: new SandboxControl(told.url),
    async close() {
      child.ref();
      child.stdin.end();
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
  };
}
