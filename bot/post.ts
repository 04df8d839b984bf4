import { setTimeout as sleep } from 'node:timers/promises';
import { DoesNotFit } from '../server/clips/fit.ts';
import type { Clip } from '../server/clips/library.ts';
import type { Watch } from '../server/clips/maker.ts';
import { mayTrim } from '../server/clips/may-keep.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Rendition } from '../server/clips/renditions.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { wordsIn } from '../server/words/words.ts';
import { meaningOf } from './discord-errors.ts';
import { clipFileName, clipWords, type Shown } from './message.ts';
import { untilAnswered } from './until-answered.ts';
import type { MessagePlace, Way } from './ways.ts';

/** How often another try is made when a clip does not fit: smaller, shorter or by link. */
const TRIES = 6;
/** What a refused size is multiplied by for the next try. */
const SMALLER = 0.7;
/** Where the length alone decides: bitrates are uneven. */
const MARGIN = 0.92;
const LEAST_MS = 1000;
const POSTER_MS = 10_000;
/** What Discord did not answer to, it may have shown: sent again, it is there once; on another way, twice. Each, ms. */
const AGAIN_MS = [0, 1000, 3000, 6000];

export interface Posting {
  order: ClipOrder;
  watch: Watch;
  /**
   * Told right before the message goes out, and when it was refused: something smaller is made then.
   * @throws the reason not to post it after all
   */
  onPosting(): Promise<void>;
  onRefused(): void;
}

/** How a clip was posted: itself, or a link to it, for which it has to be kept; and where, if that lasts. */
export interface Posted {
  as: 'file' | 'link';
  place: MessagePlace | null;
}

/** Of the record that the last part of a clip has while that is posted. */
export const shortenedId = ({ id }: ClipOrder) => `${id}-end`;

/** Brings a clip into a place whatever its size: as it is, smaller, by a link or shorter, and says which. */
export function createPost(services: Services) {
  const { clipMaker, clipLinks, clips, posters, config, log } = services;
  /** @throws UserError when not even a second of it fits; what the way says otherwise */
  return async function post(way: Way, clip: Clip, posting: Posting): Promise<Posted> {
    const { watch, onPosting, onRefused } = posting;
    const isVideo = (posting.order.format ?? 'mp4') === 'mp4';
    // What is made for one place alone has no page.
    const quality = isVideo ? (posting.order.quality ?? config.clipQuality) : 'fit';
    const order = { ...posting.order, quality };
    let part = clip;
    let limitBytes = await way.limitBytes();
    let sentBytes = 0;

    const words = (shown: Shown) => {
      const endOfMs = part === clip ? undefined : clip.durationMs;
      return clipWords(order, part, { endOfMs, ...shown }, wordsIn(way.language));
    };
    const put = (...message: Parameters<Way['put']>) =>
      untilAnswered(() => way.put(...message), AGAIN_MS, watch.signal);

    /** The one that its owner is shown from now on, and can revoke: an earlier one may be revoked or over. */
    async function putLink(): Promise<Posted> {
      // Discord looks at the page once, and plays it inline where it has a picture.
      await Promise.race([posters.of(clip.id), sleep(POSTER_MS, null, { ref: false })]);
      await onPosting();
      const kept = await clips.change(clip.id, (one) => ({ link: clipLinks.renewed(one) }));
      const link = clipLinks.of(kept ?? clip) ?? undefined;
      return { as: 'link', place: await put(words({ link })) };
    }
    async function putFile(noLink: boolean): Promise<Posted> {
      if (order.quality === 'full' && part.bytes > limitBytes) {
        throw new DoesNotFit(
          part.durationMs * (limitBytes / part.bytes) * MARGIN,
          ({ fit }) => fit.tooLargeInFull,
        );
      }
      const use = async (fitted: Rendition) => {
        sentBytes = fitted.bytes;
        const content = words({
          noLink,
          fitted: fitted.reencoded ? { ...fitted, limitBytes } : undefined,
        });
        await onPosting();
        const file = { name: clipFileName(order, part), path: fitted.file };
        return put(content, file);
      };
      const wanted = { maxBytes: limitBytes, format: order.format };
      return { as: 'file', place: await clipMaker.fitted(part, wanted, use, watch) };
    }
    /** Its own record and file, as the whole may be wanted yet. */
    async function shorten(longestMs: number): Promise<void> {
      if (longestMs < LEAST_MS) throw new UserError(({ fit }) => fit.notEvenASecond);
      const id = shortenedId(order);
      part = await clipMaker.shorten(order, clip, { id, longestMs }, watch);
    }

    // Who only sees a clip gets no link to it: that is for its own people to give.
    const hasLink = mayTrim(order.requesterId, clip) && clipLinks.of(clip) !== null;
    try {
      for (let tries = 1; ; tries++) {
        try {
          if (order.quality === 'link' && hasLink) return await putLink();
          return await putFile(order.quality === 'link');
        } catch (error) {
          if (tries === TRIES) throw error;
          if (meaningOf(error).next === 'smaller') {
            onRefused();
            limitBytes = Math.floor(sentBytes * SMALLER);
            log.warn({ orderId: order.id, way: way.name, limitBytes }, 'too large; shrinking');
          } else if (error instanceof UserError && error.status === 413) {
            if (hasLink) return await putLink();
            // Who does not say how much would fit is asked again with half of it.
            await shorten(error instanceof DoesNotFit ? error.longestMs : part.durationMs / 2);
          } else throw error;
        }
      }
    } finally {
      if (part !== clip) await clips.remove(part.id);
    }
  };
}
