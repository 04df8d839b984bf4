import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { EgressInfo, EgressStatus } from 'livekit-server-sdk';
import { joinBus } from './bus.ts';
import type { FromService, Job, Report, ToOwnHandler, ToService } from './messages.ts';

/**
 * The process of an Egress service: takes egresses, gives each a handler process of its own and passes on
 * what those report. When it is killed they go on, unheard.
 */
const [port = 0, capacity = 0] = process.argv.slice(2).map(Number);
const handlerFile = fileURLToPath(new URL('./handler-process.ts', import.meta.url));
const handlers = new Map<string, ChildProcess>();

const bus = await joinBus<ToService, FromService>(port, take, () => {
  for (const handler of handlers.values()) handler.kill('SIGKILL');
  process.exit();
});
bus.send({ type: 'service', pid: process.pid });

function take(message: ToService): void {
  const { egressId } = message;
  if (message.type === 'overload') return tell(handlers.get(egressId), { type: 'overload' });
  if (handlers.size >= capacity) return bus.send({ type: 'refused', egressId });
  bus.send({ type: 'taken', egressId });
  void handle(egressId, message.job);
}

async function handle(egressId: string, job: Job): Promise<void> {
  // In a group of its own: what is sent to the service's group isn't meant for it.
  const handler = fork(handlerFile, { detached: true, execArgv: process.execArgv });
  handlers.set(egressId, handler);
  let ended = false;
  handler.on('message', (report: Report) => {
    ended ||= report.event === 'egress_ended';
    bus.send(report);
  });
  tell(handler, { type: 'job', job, port });
  // Both, for what it said last is read after its exit.
  await Promise.all([once(handler, 'exit'), once(handler, 'disconnect')]);
  handlers.delete(egressId);
  if (!ended) bus.send({ type: 'report', event: 'egress_ended', info: broken(job) });
}

function tell(handler: ChildProcess | undefined, message: ToOwnHandler): void {
  handler?.send(message, () => {});
}

/** All that is known of an egress whose handler said nothing of its end. */
function broken(job: Job) {
  const info = EgressInfo.fromJson(job.info);
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  Object.assign(info, {
    status: EgressStatus.EGRESS_FAILED,
    endedAt: nowNs,
    updatedAt: nowNs,
    error: 'internal error',
    errorCode: 500,
  });
  return info.toJson();
}
