import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, 'src', 'web');

/** The widget that other sites load: one script under a name that never changes. */
export default defineConfig({
  root,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: join(import.meta.dirname, 'dist', 'web'),
    emptyOutDir: false,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    rolldownOptions: {
      input: join(root, 'pages', 'embed.ts'),
      output: { format: 'iife', entryFileNames: 'embed.js' },
    },
  },
});
