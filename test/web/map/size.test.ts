import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const built = join(import.meta.dirname, '..', '..', '..', 'dist', 'web');
const library = globSync('assets/{drawing,maplibre}*.{js,css}', { cwd: built });

it('the library of the map takes at most 400 KB of brotli', () => {
  const sizes = library.map((name) => statSync(join(built, `${name}.br`)).size);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  // The two scripts and the sheet of the map. An empty list would mean that their names have changed.
  expect(library.length).toBeGreaterThanOrEqual(3);
  expect(bytes).toBeGreaterThan(200_000);
  expect(bytes).toBeLessThanOrEqual(400_000);
});

it('no page loads it in its first view', () => {
  for (const page of globSync('*.html', { cwd: built })) {
    const html = readFileSync(join(built, page), 'utf8');
    expect(library.filter((name) => html.includes(name))).toEqual([]);
    for (const [, script] of html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)) {
      const code = readFileSync(join(built, script!), 'utf8');
      const [atOnce = ''] = /^(?:import[^;]*;)*/.exec(code) ?? [];
      expect(library.filter((name) => atOnce.includes(name.slice('assets/'.length)))).toEqual([]);
    }
  }
});
