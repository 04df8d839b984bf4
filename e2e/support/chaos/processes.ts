import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process of an installation, as the system shows it. */
export interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** All that were started with a folder below `folder` as theirs, and what those started. */
export async function processesOf(folder: string): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readProc(pid, 'environ');
      const command = (await readProc(pid, 'cmdline')).replaceAll('\0', ' ').trim();
      const parent = Number((await readProc(pid, 'stat')).split(') ').at(-1)?.split(' ')[1]);
      // A zombie has neither.
      return environment.includes(`TMPDIR=${folder}/`) && command ? { pid, parent, command } : null;
    }),
  );
  return all.filter((one) => one !== null);
}

/** Files, pipes and sockets that it has open. */
async function handlesOf(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => ''));
  return (await Promise.all(links)).filter(Boolean);
}

/** UDP sockets that it has open, by which media comes: addresses and what is queued, as the kernel shows them. */
export async function udpSocketsOf(pid: number): Promise<string[]> {
  const tables = await Promise.all([readProc(pid, 'net/udp'), readProc(pid, 'net/udp6')]);
  const byInode = new Map(
    tables
      .flatMap((table) => table.split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .map(([, local, remote, state, queues, , , , , inode = '']) => [
        inode,
        `${local} to ${remote}, state ${state}, queued ${queues}`,
      ]),
  );
  const inodes = (await handlesOf(pid)).flatMap(
    (handle) => handle.match(/(?<=^socket:\[)\d+/) ?? [],
  );
  return inodes.flatMap((inode) => byInode.get(inode) ?? []);
}

/** Where it has gone meanwhile, or is not ours, nothing. */
const readProc = (pid: number, name: string) =>
  readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
