import { once } from 'node:events';
import { joinBus } from './bus.ts';
import type { FromHandler, Report, ToHandler, ToOwnHandler } from './messages.ts';
import { startEgress } from './run-egress.ts';
import { NO_FAULTS } from './settings.ts';

/**
 * The process that records one egress. It reports to the service that has started it and is stopped past
 * it; nothing is reported any more when the service is gone.
 */
const [first] = (await once(process, 'message')) as [ToOwnHandler & { type: 'job' }];
const faults = { ...NO_FAULTS };
const egress = startEgress({ ...first.job, faults, report });
const { egressId } = egress.info;

const bus = await joinBus<ToHandler, FromHandler>(
  first.port,
  (message) => {
    if (message.type === 'faults') {
      Object.assign(faults, message.faults);
      return;
    }
    egress.end('StopEgress API');
    bus.send({ type: 'ending', egressId, info: egress.info.toJson() });
  },
  // The test is over; ffmpeg is killed at exit.
  () => process.exit(),
);
bus.send({ type: 'handler', egressId, pid: process.pid });
process.on('message', () => egress.end('Process killed'));

await egress.ended;
if (process.connected) process.disconnect();
process.exit();

function report(event: Report['event'], info: Report['info']): void {
  if (process.connected) process.send?.({ type: 'report', event, info }, () => {});
}
