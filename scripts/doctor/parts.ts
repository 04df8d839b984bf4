import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDebian } from '../parts/debian.mjs';
import { findGo } from '../parts/go-build.mjs';
import { needed } from '../parts/needed.mjs';
import { isMisconfigured } from '../parts/part.mjs';
import { ROOT } from '../parts/paths.mjs';
import type { Finding } from './check.ts';

/** The programs that set-up brings, found in the same way as it does. */
export function checkParts(): Finding[] {
  const forStart = new Set(needed('start').map((part) => part.name));
  if (isPruned(join(ROOT, 'node_modules'))) {
    const says = `${process.versions.node}  ${process.execPath}  (the one that runs this)`;
    const rest = needed('start').filter(({ name }) => !['node_modules', 'node'].includes(name));
    return [{ name: 'node', state: 'ok', says }, ...check(rest, forStart)];
  }
  return check(needed('test'), forStart);
}

/** Whether packages for development were left out, as in a container's image: set-up has no part in that. */
export function isPruned(modules: string): boolean {
  try {
    const text = readFileSync(join(modules, '.package-lock.json'), 'utf8');
    const packages = Object.values(JSON.parse(text).packages) as { dev?: boolean }[];
    return packages.length > 0 && !packages.some(({ dev }) => dev);
  } catch {
    return false;
  }
}

function check(parts: ReturnType<typeof needed>, forStart: Set<string>): Finding[] {
  return parts.map((part) => {
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
