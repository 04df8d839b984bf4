import { vi } from 'vitest';
import type { SeenMessage } from '../../sandbox/client.ts';
import { parseCustomId } from '../custom-id.ts';
import { buttonsOf, type PostedClips } from '../test-posted.ts';

/** Somebody in a channel, who types, presses and fills in. */
export type Player = ReturnType<typeof createPlayer>;

export function createPlayer({ control, answer }: PostedClips, as: string, channel: string) {
  const place = { as, channel };

  /** Uses what has a custom id of that name. @returns its interaction's id */
  async function use(message: SeenMessage, name: string, values?: string[]): Promise<string> {
    const customId = idIn(message, name);
    const { id } = await control.click({
      as,
      message: message.id,
      customId,
      ...(values && { values }),
    });
    return id;
  }

  return {
    /** @returns the answer */
    type: async (command: string) => answer((await control.run({ ...place, command })).id),
    /** What it does only at its end is not waited for. */
    begin: async (command: string) => (await control.run({ ...place, command })).id,
    menu: async (command: string, target: string) =>
      answer((await control.runOn({ ...place, command, target })).id),
    complete: (text: string) => control.complete({ ...place, text }),
    use,
    /** @returns the answer to it */
    press: async (message: SeenMessage, name: string, values?: string[]) =>
      answer(await use(message, name, values)),
    /** Fills in the form that is the answer to a press. */
    async fillIn(opener: string, values: Record<string, string>): Promise<SeenMessage> {
      await control.waitForAnswer(opener);
      return answer((await control.submit({ as, interaction: opener, values })).id);
    },
    /** A message that comes some time. */
    sees: (fits: (message: SeenMessage) => boolean, where = channel) =>
      control.waitForMessage({ as, channel: where }, fits),
    /** Until an order is there with its button. */
    async cancellable(id: string): Promise<SeenMessage> {
      return vi.waitFor(
        async () => {
          const { message } = await control.interaction(id);
          if (!message || !hasIn(message, 'cancel')) throw new Error('not yet');
          return message;
        },
        { timeout: 10_000 },
      );
    },
  };
}

export function hasIn(message: SeenMessage, name: string): boolean {
  return idsIn(message).some((id) => parseCustomId(id)?.name === name);
}

/** @throws Error where there is none of that name */
export function idIn(message: SeenMessage, name: string): string {
  const found = idsIn(message).find((id) => parseCustomId(id)?.name === name);
  if (found === undefined) throw new Error(`no ${name} below "${message.content}"`);
  return found;
}

function idsIn(message: SeenMessage): string[] {
  return buttonsOf(message).flatMap(({ custom_id }) => custom_id ?? []);
}
