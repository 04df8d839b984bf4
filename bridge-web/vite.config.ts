import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const page = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const PAGES = ['share', 'library', 'trim', 'privacy'];

/**
 * Every page has an entry of its own; the server gives dist/share.html for /share and so on. A clip's own page is
 * made by the server, which finds the script for it in the manifest.
 */
export default defineConfig({
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
