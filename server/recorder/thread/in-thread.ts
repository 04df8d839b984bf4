import { Worker } from 'node:worker_threads';
import type { EmbeddedRecorderOptions } from '../embedded/recorder.ts';
import { hasEnded, type Recorder, type Recording } from '../recorder.ts';
import { type Call, type FromThread, fromWords, type ThreadData } from './messages.ts';

export interface InThreadOptions extends Omit<EmbeddedRecorderOptions, 'now'> {
  /** What the thread runs. */
  threadFile?: URL;
}

type Waiting = PromiseWithResolvers<unknown>;
/** A call without its number, which is given to it when it is sent. */
type NewCall = Call extends infer C ? (C extends Call ? Omit<C, 'id'> : never) : never;

const THREAD = new URL('thread.ts', import.meta.url);
/** What broke off with its thread stays listed for this long. */
const REMEMBERED_MS = 600_000;
const BROKE_OFF = 'The recording broke off.';

/**
 * The embedded recorder away from the thread that answers commands: neither keeps the other waiting. If its thread
 * dies, its recordings have failed, and the next start begins another thread.
 */
export function createInThreadRecorder(options: InThreadOptions): Recorder {
  const { threadFile = THREAD, log, ...rest } = options;
  const data: ThreadData = { ...rest, logLevel: log.level };
  const listeners = new Set<(roomName: string) => void>();
  const broken: { recording: Recording; sinceMs: number }[] = [];
  let thread: Thread | null = null;

  const changed = (roomName: string) => {
    for (const listener of listeners) listener(roomName);
  };
  const mourn = (error: Error, recordings: Recording[]) => {
    log.error({ err: error, recordings: recordings.length }, 'the recorder died');
    thread = null;
    const sinceMs = Date.now();
    const ran = recordings.filter((recording) => !hasEnded(recording));
    for (const recording of recordings) {
      const failed = { ...recording, state: 'failed', error: BROKE_OFF } as const;
      broken.push({ recording: hasEnded(recording) ? recording : failed, sinceMs });
    }
    for (const room of new Set(ran.map(({ roomName }) => roomName))) changed(room);
  };
  const remembered = (roomName?: string) => {
    const oldestMs = Date.now() - REMEMBERED_MS;
    while (broken[0] && broken[0].sinceMs < oldestMs) broken.shift();
    const all = broken.map(({ recording }) => recording);
    return roomName === undefined ? all : all.filter((one) => one.roomName === roomName);
  };

  return {
    async start(request) {
      thread ??= new Thread(threadFile, data, { onChange: changed, onDeath: mourn });
      const running = thread;
      const recording = (await running.call({ method: 'start', args: [request] })) as Recording;
      running.recordings.set(recording.egressId, recording);
      return recording;
    },
    async stop(egressId) {
      await thread?.call({ method: 'stop', args: [egressId] });
    },
    async list(roomName) {
      if (!thread) return remembered(roomName);
      const running = thread;
      // All of them: what it is known to have is what has failed if it dies.
      const all = (await running.call({ method: 'list', args: [] })) as Recording[];
      running.recordings = new Map(all.map((recording) => [recording.egressId, recording]));
      return [
        ...remembered(roomName),
        ...(roomName === undefined ? all : all.filter((one) => one.roomName === roomName)),
      ];
    },
    onChange(listener) {
      listeners.add(listener);
    },
    async close() {
      const running = thread;
      thread = null;
      await running?.close();
    },
  };
}

class Thread {
  /** As last heard of. */
  recordings = new Map<string, Recording>();
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #closing = false;

  constructor(
    file: URL,
    workerData: ThreadData,
    handlers: {
      onChange(roomName: string): void;
      /** With all that it is known to have had. */
      onDeath(error: Error, recordings: Recording[]): void;
    },
  ) {
    this.#worker = new Worker(file, { workerData, name: 'recorder' });
    this.#worker.on('message', (message: FromThread) => {
      if ('changed' in message) return handlers.onChange(message.changed);
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('error' in message) waiting?.reject(fromWords(message.error));
      else waiting?.resolve(message.result);
    });
    let cause = new Error('its thread ended by itself');
    this.#worker.on('error', (error) => {
      cause = error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.on('exit', () => {
      if (!this.#closing) handlers.onDeath(cause, [...this.recordings.values()]);
      for (const waiting of this.#waiting.values()) waiting.reject(cause);
      this.#waiting.clear();
    });
  }

  call(call: NewCall): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#worker.postMessage({ ...call, id } satisfies Call);
    return waiting.promise;
  }

  async close(): Promise<void> {
    this.#closing = true;
    // One that dies meanwhile is closed, too.
    await this.call({ method: 'close', args: [] }).catch(() => {});
    await this.#worker.terminate();
  }
}
