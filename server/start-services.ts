import { jobs as allJobs } from '../jobs/all.ts';
import { createRuns } from '../jobs/runs.ts';
import { createServerTasks } from '../jobs/server-tasks.ts';
import { turnNames } from '../jobs/turn-names.ts';
import type { Calls } from './calls/calls.ts';
import { allInUse, ownInUse } from './in-use.ts';
import { createExport } from './people/export.ts';
import { createForget } from './people/forget.ts';
import type { Processes } from './processes.ts';
import type { VoiceRecorder } from './recorder/voices.ts';
import { createRemovedServers } from './servers/removed.ts';
import type { Services } from './services.ts';
import type { OwnProcess } from './start-process.ts';

/** Adds what works on nearly all other parts: jobs, and what ends with a person or a server. */
export function startServices(
  parts: Omit<Services, 'removedServers' | 'forget' | 'exportPerson' | 'tasks'>,
  around: {
    own: Pick<OwnProcess, 'previewsPath'>;
    voiceRecorder: Pick<VoiceRecorder, 'list'>;
    /** Absent where there is no other process. */
    others: { processes: Processes; calls: Calls } | undefined;
  },
): Services {
  const { previewsPath } = around.own;
  const { voiceRecorder, others } = around;
  const { answers, store, metrics, config, orders } = parts;
  const removedServers = createRemovedServers(parts);
  const inUse = () => ownInUse({ ...parts, previewsPath, voiceRecorder, held: orders.held });
  answers.process = { inUse };
  const tasks = createServerTasks({
    ...{ ...parts, removedServers },
    inUse: () => allInUse(inUse, others),
  });
  const runs = createRuns(store, turnNames(config.dataDir));
  metrics.watchJobs(() => runs.all(Object.keys(allJobs)));
  return {
    ...{ ...parts, removedServers, tasks },
    forget: createForget(parts),
    exportPerson: createExport(parts),
  };
}
