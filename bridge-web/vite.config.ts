import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const page = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export const PAGES = ['share', 'library', 'trim', 'privacy'];

/** The last two of eleven steps take ten times as long for a few per cent. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Lays each script and style beside itself as .br and .gz: compressed once, and not for everybody who asks. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    writeBundle({ dir = '' }) {
      const assets = join(dir, 'assets');
      for (const name of readdirSync(assets).filter((file) => /\.(js|css)$/.test(file))) {
        const file = join(assets, name);
        const bytes = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, BROTLI));
        writeFileSync(`${file}.gz`, gzipSync(bytes));
      }
    },
  };
}

/**
 * Every page has an entry of its own; the server gives dist/share.html for /share and so on. A clip's own page is
 * made by the server, which finds the script for it in the manifest.
 */
export default defineConfig({
  plugins: [precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Everything stays a file of its own: the pages' policy allows no inline script and no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // livekit-client alone is 500 kB, and the page does nothing without it.
    chunkSizeWarningLimit: 800,
    manifest: true,
    rolldownOptions: {
      input: [...PAGES.map((name) => page(`${name}.html`)), page('src/clip/main.ts')],
    },
  },
});
