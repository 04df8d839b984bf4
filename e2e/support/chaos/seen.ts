import type { SeenInteraction, SeenMessage } from '../../../sandbox/client.ts';
import type { Course, Typed } from './course.ts';
import type { Member } from './members.ts';

const LOADING = 1 << 7;

/** What somebody sees of their command. */
export interface Seen {
  interaction: SeenInteraction;
  /** Messages with its clip, in the channel and by DM. */
  posted: SeenMessage[];
  /** What its answer says, where that is more than how far it is. */
  answer: string;
  /** What the bot said to them alone since, of whatever. */
  told: string[];
  /** Its answer says that something is being worked on, and nothing more. */
  isWaiting: boolean;
}

/** All that the bot has said to somebody, in their channel and by DM. */
export async function messagesTo(
  { as, channel }: Pick<Member, 'as' | 'channel'>,
  { sandbox }: Course['installation'],
): Promise<SeenMessage[]> {
  const here = await sandbox.control.messages({ as, channel });
  return [...here, ...(await sandbox.control.dms(as))];
}

export async function look({ id, atMs, member, clip }: Typed, course: Course): Promise<Seen> {
  const { sandbox } = course.installation;
  const interaction = await sandbox.control.interaction(id);
  const { message, state } = interaction;
  const all = await messagesTo(member, course.installation);
  const posted = all.filter(
    ({ content, attachments }) => clip && content.includes(clip.title) && attachments.length > 0,
  );
  const isLoading = ((message?.flags ?? 0) & LOADING) !== 0;
  const canCancel = JSON.stringify(message?.components ?? []).includes('cancel:');
  const isWaiting = state === 'sent' || state === 'deferred' || isLoading || canCancel;
  const dms = new Set((await sandbox.control.dms(member.as)).map((dm) => dm.id));
  const told = all.filter(
    (one) =>
      (one.only_for !== undefined || dms.has(one.id)) &&
      one.id !== message?.id &&
      Date.parse(one.edited_timestamp ?? one.timestamp) >= atMs,
  );
  return {
    ...{ interaction, posted, isWaiting },
    answer: isWaiting ? '' : (message?.content ?? ''),
    told: told.map(({ content }) => content),
  };
}

/** Nothing more is to come. */
export const isOver = ({ interaction, isWaiting }: Seen): boolean =>
  interaction.state === 'failed' || !isWaiting;
