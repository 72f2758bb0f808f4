import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/**
 * Builds the page into dist/web, and beside each file the two forms that a browser may take it in, unless what is there was
 * built from the same sources.
 */
const root = join(import.meta.dirname, '..');
const out = join(root, 'dist', 'web');
const stamp = join(out, '.built-from');
const sources = sourcesHash();

if (readOrNull(stamp) !== sources) {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts') });
  await build({ configFile: join(root, 'vite.embed.config.ts') });
  await Promise.all(globSync('**/*.{js,css,svg}', { cwd: out }).map((name) => compress(join(out, name))));
  writeFileSync(stamp, sources);
  sayMapSize();
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  const names = globSync(['src/web/**/*', 'vite*.config.ts', 'package-lock.json'], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const name of names) hash.update(`${name.slice(root.length)}\n`).update(readFileSync(name));
  return hash.digest('hex');
}

/** The map is the heaviest thing that a browser fetches: at most 400 KB, which a test holds it to. */
function sayMapSize(): void {
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

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    mkdirSync(out, { recursive: true });
    return null;
  }
}
