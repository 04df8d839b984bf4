import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@keyv/redis';
import type { SeenMessage } from '../../../sandbox/client.ts';
import type { Course } from './course.ts';
import { look } from './seen.ts';
import { BUSY } from './watch-machine.ts';

/** Breaks each promise that the oracle guards, by hand and without a fault. @returns what ends what was begun */
export async function breakPromises(course: Course): Promise<() => void> {
  const { installation, members, typed } = course;
  const { env, folder, machines } = installation;
  // A busy machine must not excuse what we do.
  course.happenings = course.happenings.filter(({ name }) => name !== BUSY);
  const bucket = join(folder, 's3', 'hindsight');

  const [video] = (await readdir(join(bucket, 'clips'))).filter((name) => name.endsWith('.mp4'));
  await rm(join(bucket, 'clips', video ?? ''));

  const redis = createClient({ url: env.STORE_URL ?? '' });
  await redis.connect();
  await redis.zAdd('hindsight:list:orders', { score: 1, value: '1234567890123456789' });
  redis.destroy();

  await machines.find(({ name }) => name === 'worker 2')?.kill();
  const stray: ChildProcess = spawn('sleep', ['60'], {
    env: { ...process.env, TMPDIR: env.TMPDIR },
    stdio: 'ignore',
  });

  const [member] = members;
  const segments = join(bucket, 'segments', member?.userId ?? '');
  const listed = (await readdir(segments, { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  );
  for (const name of listed.toSorted().slice(-6, -3)) await rm(join(segments, name));

  const clip = typed.findLast((one) => one.member === member && one.clip?.to === 'here');
  const [message] = clip ? (await look(clip, course)).posted : [];
  if (clip?.clip && message) {
    await postAgain(message, course);
    clip.clip.lengthMs -= 3000;
    clip.isChecked = false;
  }
  appendFileSync(join(folder, 'bot-1.log'), 'Error: nobody caught this\n    at somewhere\n');
  return () => void stray.kill('SIGKILL');
}

async function postAgain(message: SeenMessage, { installation }: Course): Promise<void> {
  const { sandbox } = installation;
  const [attachment] = message.attachments;
  const form = new FormData();
  form.set('payload_json', JSON.stringify({ content: message.content }));
  const file = await sandbox.control.download(attachment?.url ?? '');
  form.set('files[0]', new Blob([new Uint8Array(file)]), 'again.mp4');
  const route = `${sandbox.apiUrl}/v10/channels/${message.channel_id}/messages`;
  const headers = { authorization: `Bot ${sandbox.botToken}` };
  const answer = await fetch(route, { method: 'POST', headers, body: form });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} ${await answer.text()}`);
}
