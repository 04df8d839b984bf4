import { isDebian } from '../parts/debian.mjs';
import { findGo } from '../parts/livekit-build.mjs';
import { needed } from '../parts/needed.mjs';
import { isMisconfigured } from '../parts/part.mjs';
import type { Finding } from './check.ts';

/** The programs that set-up brings, found in the same way as it does. */
export function checkParts(): Finding[] {
  const forStart = new Set(needed('start').map((part) => part.name));
  return needed('test').map((part) => {
    const { name } = part;
    const found = part.find();
    if (found) {
      const says = [found.version(), found.path, `(${found.from})`].filter(Boolean).join('  ');
      return { name, state: 'ok', says };
    }
    const isNeeded = forStart.has(name);
    if (isMisconfigured(part)) {
      const says = `${part.variable} names no program that can be run`;
      return {
        name,
        state: isNeeded ? 'missing' : 'note',
        says,
        todo: `Set it right or leave it out.`,
      };
    }
    const packages = isDebian() && part.debian?.join(' ');
    return {
      name,
      state: isNeeded ? 'missing' : 'note',
      says: isNeeded ? 'not here' : 'not here; only the demo and the tests need it',
      todo: `\`npm run setup -- --for ${isNeeded ? 'start' : 'test'}\` brings it${packages ? ` (packages ${packages})` : ''}. ${part.otherwise}`,
    };
  });
}

/** Only worth a line where livekit-server has yet to be built. */
export function checkGo(): Finding {
  const go = findGo();
  const says = go ? `${go.version}  ${go.path}` : 'not here';
  return {
    name: 'go',
    state: 'note',
    says: `${says}; livekit-server is built with it where its release can't be had`,
  };
}
