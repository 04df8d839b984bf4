import { ComponentType } from 'discord.js';
import { vi } from 'vitest';
import type { SeenMessage } from '../sandbox/client.ts';
import { segmentsFrom, writeSession } from '../server/segments/test-sessions.ts';
import { openWholeBot } from './test-whole-bot.ts';

const CLIPS = { as: 'ada', channel: '#clips' };
/** What is buffered before and after the start, ms: the tests take some of the time. */
const BEFORE_MS = 304_000;
const AFTER_MS = 300_000;

/** For tests: the whole bot over the sandbox, and a buffer of Ada's; only the clips themselves are played. */
export type PostedClips = Awaited<ReturnType<typeof openPostedClips>>;
export type TitledClip = ReturnType<PostedClips['titled']>;

export async function openPostedClips(env: Record<string, string> = {}) {
  const { parts, sandbox, start, close } = await openWholeBot({ env });
  const { services } = parts;
  const { control } = sandbox;
  let bot = await start();
  parts.played.bot = bot;
  const { me: ada } = await control.world('ada');
  const { me: bo } = await control.world('bo');
  const startMs = Date.now() - BEFORE_MS;
  const segments = segmentsFrom(startMs, 0, (BEFORE_MS + AFTER_MS) / 2000 - 1);
  await writeSession(services.config.segmentsPath, ada, startMs, { segments });

  async function answer(id: string): Promise<SeenMessage> {
    const { message, state } = await control.waitForAnswer(id);
    if (!message) throw new Error(`nothing answered ${id}: ${state}`);
    return message;
  }

  /** Ada types a command. */
  async function type(
    command: string,
    place = CLIPS,
  ): Promise<{ id: string; message: SeenMessage }> {
    const { id } = await control.run({ ...place, command });
    return { id, message: await answer(id) };
  }

  return {
    ...{ parts, services, sandbox, control, ada, bo, startMs, answer, type, close },

    /** Clips that Ada asks for under one title, and the messages that show them. */
    titled(title: string) {
      const among = (messages: SeenMessage[]) =>
        messages.filter(({ content }) => content.includes(title));
      return {
        title,
        type: (options = '') => type(`/clip duration:2m ${options} title:${title}`),
        inChannel: async () => among(await control.messages(CLIPS)),
        inDms: async () => among(await control.dms('ada')),
      };
    },

    /** Presses a button of a message, by its label. @returns what the bot answers */
    async press(as: string, message: SeenMessage, label: string): Promise<SeenMessage> {
      const customId = buttonOf(message, label)?.custom_id ?? label;
      return answer((await control.click({ as, message: message.id, customId })).id);
    },

    /** Chooses an answer to a question. @returns the question as it is then */
    async choose(as: string, question: SeenMessage, label: string): Promise<SeenMessage> {
      const customId = buttonOf(question, label)?.custom_id ?? label;
      const { id } = await control.click({ as, message: question.id, customId });
      return vi.waitFor(
        async () => {
          const { message } = await control.interaction(id);
          if (!message || message.content === question.content) throw new Error('not yet');
          return message;
        },
        { timeout: 10_000 },
      );
    },

    async seen(message: SeenMessage, as = 'ada'): Promise<SeenMessage | undefined> {
      const all = await control.messages({ as, channel: message.channel_id });
      return all.find(({ id }) => id === message.id);
    },

    /** The process ends and another one begins. */
    async restart(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
      await bot.close();
      await meanwhile();
      bot = await start();
      parts.played.bot = bot;
    },
  };
}

interface Button {
  label: string;
  custom_id?: string;
  url?: string;
  disabled?: boolean;
}

export function buttonsOf({ components = [] }: Pick<SeenMessage, 'components'>): Button[] {
  return components.flatMap((row) =>
    row.type === ComponentType.ActionRow ? (row.components as unknown as Button[]) : [],
  );
}

export function buttonOf(message: SeenMessage, label: string): Button | undefined {
  return buttonsOf(message).find((button) => button.label === label);
}

/** Which buttons can't be pressed any more, by their labels. */
export function disabledIn(message: SeenMessage | undefined): string[] {
  if (!message) throw new Error('the message is gone');
  return buttonsOf(message).flatMap(({ label, disabled }) => (disabled ? [label] : []));
}

/** Of the files of each, bytes. */
export const sizesOf = (messages: SeenMessage[]) =>
  messages.map(({ attachments }) => attachments.map(({ size }) => size));

export const soonIs = <T>(look: () => Promise<T>) => vi.waitFor(look, { timeout: 10_000 });
