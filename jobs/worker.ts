import { parentPort, workerData } from 'node:worker_threads';
import { createLog } from '../server/log.ts';
import { keepSecret } from '../server/secrets/conceal.ts';
import type { Store } from '../server/store/store.ts';
import type { Job } from './job.ts';
import { remoteTasks } from './tasks.ts';
import type { Answer, Ask, ThreadMessage, WorkerData } from './thread-messages.ts';

/** What Bree starts for each run: one job in a thread of its own. */
const {
  config,
  job: { name },
  secrets,
} = workerData as WorkerData;
keepSecret(...secrets);
const log = createLog(config.logLevel);
// Only this one's file: what all of them need together takes long to load.
const { job } = (await import(`./${name}.ts`)) as { job: Job };

const tell = (message: ThreadMessage) => parentPort?.postMessage(message);
let asked = 0;

/** Asks the server, in whose process this thread is. */
function ask(task: Ask['task'], dryRun: boolean): Promise<unknown> {
  const id = ++asked;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const listen = (answer: Answer) => {
    if (answer.answers !== id) return;
    // As long as somebody listens, the thread doesn't end.
    parentPort?.off('message', listen);
    if ('error' in answer) reject(new Error(answer.error));
    else resolve(answer.value);
  };
  parentPort?.on('message', listen);
  tell({ ask: { id, task, dryRun } });
  return promise;
}

let store: Promise<Store> | undefined;
const outcome = await job.run({
  ...{ config, log, dryRun: false, server: remoteTasks(ask) },
  item: (line) => log.debug({ job: name }, line),
  store() {
    store ??= import('../server/store/open.ts').then(({ openStore }) => openStore(config, log));
    return store;
  },
});
await (await store)?.close();
tell({ outcome });
