import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Middleware } from 'koa';

const WEB = new URL('../web/', import.meta.url);
const VENDOR: Record<string, string> = {
  '/vendor/preact.js': 'preact',
  '/vendor/preact-hooks.js': 'preact/hooks',
};
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
};

/** The chat client, served from its sources: types are stripped on the way, nothing is built. */
export function page(): Middleware {
  return async (ctx, next) => {
    const { path } = ctx;
    const vendor = VENDOR[path];
    const name = path === '/' ? 'index.html' : path.slice(1);
    if (!vendor && !(await readdir(WEB)).includes(name)) return next();
    ctx.set('Cache-Control', 'no-cache');
    ctx.set(
      'Content-Security-Policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data:; media-src *",
    );
    if (vendor) {
      ctx.type = TYPES['.ts']!;
      ctx.body = located(await readFile(fileURLToPath(import.meta.resolve(vendor)), 'utf8'));
      return;
    }
    const source = await readFile(new URL(name, WEB), 'utf8');
    const extension = extname(name);
    ctx.type = TYPES[extension] ?? 'application/octet-stream';
    ctx.body = extension === '.ts' ? located(stripTypeScriptTypes(source)) : source;
  };
}

/** Browsers find no packages: names become the addresses above. */
function located(source: string): string {
  return source
    .replace(/from\s*(['"])preact\/hooks\1/g, "from '/vendor/preact-hooks.js'")
    .replace(/from\s*(['"])preact\1/g, "from '/vendor/preact.js'");
}
