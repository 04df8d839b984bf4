import { createLog } from '../../server/log.ts';
import { createEmbeddedRecorder } from '../../server/recorder/embedded/recorder.ts';
import { readOrder } from './order.ts';

/** Hindsight's own recorder, alone in a process. */
const order = readOrder();
const recorder = createEmbeddedRecorder({ ...order, windowMs: 1_200_000, log: createLog('warn') });
process.on('SIGTERM', () => recorder.close().then(() => process.exit(0)));
// Copied, not encoded: what the picture is like doesn't matter.
const picture = { width: 0, height: 0, fps: 30, bitsPerS: null };
await recorder.start({ ...order, picture });
const timer = setInterval(async () => {
  const [recording] = await recorder.list();
  if (!recording?.newestSegmentAtMs) return;
  clearInterval(timer);
  console.log('recording');
}, 200);
