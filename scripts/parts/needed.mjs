import { ffmpeg } from './ffmpeg.mjs';
import { livekit } from './livekit.mjs';
import { node, nodeModules } from './node-modules.mjs';
import { pages } from './pages.mjs';
import { chromium, compiler, redis } from './tools.mjs';
import { versitygw } from './versitygw.mjs';

/** What somebody sets out to do. @typedef {'start' | 'demo' | 'test'} Goal */

export const GOALS = /** @type {const} */ (['start', 'demo', 'test']);

/**
 * The parts that a goal needs, in the order in which they can be brought.
 * @param {Goal} goal
 * @returns {import('./part.mjs').Part[]}
 */
export function needed(goal) {
  // The demo and the tests start a LiveKit server of their own, whatever is configured.
  const ownLivekit = goal !== 'start' || !process.env.LIVEKIT_URL;
  return [
    nodeModules,
    node,
    ffmpeg,
    ...(ownLivekit ? [livekit] : []),
    ...(goal === 'start' ? [] : [chromium]),
    ...(goal === 'test' ? [redis, compiler, versitygw] : []),
    pages,
  ];
}
