import { createHash } from 'node:crypto';
import { globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/**
 * Builds the pages into dist/web, each file with its Brotli and gzip forms, unless dist/web was built from the same
 * sources. The build goes to another folder, which then replaces dist/web as a whole: another build, or a server that
 * starts, never reads half of it.
 */
const root = join(import.meta.dirname, '..');
const out = join(root, 'dist', 'web');
const beside = join(root, 'dist', `web-${process.pid}`);
const STAMP = '.built-from';
const sources = sourcesHash();

if (builtFrom() !== sources) {
  // An interrupted build leaves nothing behind.
  process.once('exit', () => rmSync(beside, { recursive: true, force: true }));
  try {
    const { build } = await import('vite');
    for (const config of ['vite.config.ts', 'vite.embed.config.ts']) {
      await build({ configFile: join(root, config), build: { outDir: beside } });
    }
    await Promise.all(globSync('**/*.{js,css,svg}', { cwd: beside }).map((name) => compress(join(beside, name))));
    writeFileSync(join(beside, STAMP), sources);
    rmSync(out, { recursive: true, force: true });
    renameSync(beside, out);
    logMapSize();
  } catch (error) {
    // Another build finished first.
    if (builtFrom() !== sources) throw error;
  }
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  const parts = [
    ...['src/web/**/*', 'src/proof/**/*', 'src/french/**/*', 'src/streets/street-{csv,rows,sheet}.*'],
    ...['scripts/build-web.ts', 'vite*.config.ts', 'package-lock.json'],
  ];
  const names = globSync(parts, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const name of names) hash.update(`${name.slice(root.length)}\n`).update(readFileSync(name));
  return hash.digest('hex');
}

/** The map is the largest download of a page: at most 400 KB, as a test checks. */
function logMapSize(): void {
  const files = globSync('assets/{drawing,maplibre}*.br', { cwd: out });
  const bytes = files.reduce((sum, name) => sum + statSync(join(out, name)).size, 0);
  console.error(`site built; its map takes ${Math.round(bytes / 1000)} KB of brotli`);
}

async function compress(path: string): Promise<void> {
  const text = readFileSync(path);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } };
  const [br, gz] = await Promise.all([promisify(brotliCompress)(text, best), promisify(gzip)(text, { level: 9 })]);
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gz);
}

/** The hash of the sources that dist/web was built from; null when there is no build. */
function builtFrom(): string | null {
  try {
    return readFileSync(join(out, STAMP), 'utf8');
  } catch {
    return null;
  }
}
