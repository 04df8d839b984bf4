import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { createAttachments } from './attachments.ts';
import { createBus } from './bus.ts';
import { createClock } from './clock.ts';
import { createCommands } from './commands.ts';
import { createFaults } from './faults.ts';
import { createGateway } from './gateway.ts';
import { createInteractions } from './interactions.ts';
import { createMessages } from './messages.ts';
import { createOauth } from './oauth.ts';
import { createRateLimits } from './rate-limits.ts';
import { createRequests } from './requests.ts';
import { createWorld } from './world.ts';

export type Sandbox = ReturnType<typeof createSandbox>;

/** All parts of the stand-in, in this process and not yet listening. @param dataDir for files */
export function createSandbox(dataDir: string) {
  let url = '';
  const world = createWorld();
  const bus = createBus();
  const clock = createClock();
  const attachments = createAttachments(dataDir, clock, () => url);
  const messages = createMessages(world, bus, attachments, clock);
  const gateway = createGateway(world, messages, bus);
  const interactions = createInteractions(world, messages, gateway, bus, clock);
  return {
    url: () => url,
    listensAt: (address: string) => {
      url = address;
    },
    world,
    bus,
    clock,
    attachments,
    messages,
    gateway,
    interactions,
    commands: createCommands(world.applicationId),
    oauth: createOauth(world, clock),
    faults: createFaults(),
    rateLimits: createRateLimits(),
    requests: createRequests(bus),
  };
}

/** Starts serving on loopback. @param port 0: any free one */
export async function listen(sandbox: Sandbox, port: number): Promise<Server> {
  const server = createServer(createApp(sandbox).callback());
  // Longer than clients keep an idle connection: a reused one must not be closed under their request.
  server.keepAliveTimeout = 75_000;
  sandbox.gateway.attach(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  sandbox.listensAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return server;
}
