import { parentPort, workerData } from 'node:worker_threads';
import { createLog } from '../../log.ts';
import { createEmbeddedRecorder } from '../embedded/recorder.ts';
import { type Call, type FromThread, type ThreadData, toWords } from './messages.ts';

/** The embedded recorder in a thread of its own: answers calls, and tells of changes. */
const { logLevel, ...options } = workerData as ThreadData;
const recorder = createEmbeddedRecorder({ ...options, log: createLog(logLevel) });
const tell = (message: FromThread) => parentPort?.postMessage(message);

recorder.onChange((changed) => tell({ changed }));
parentPort?.on('message', (call: Call) => {
  answer(call).then(
    (result) => tell({ id: call.id, result }),
    (error: unknown) => tell({ id: call.id, error: toWords(error) }),
  );
});

function answer({ method, args }: Call): Promise<unknown> {
  switch (method) {
    case 'start':
      return recorder.start(...args);
    case 'stop':
      return recorder.stop(...args);
    case 'list':
      return recorder.list(...args);
    case 'close':
      return recorder.close();
  }
}
