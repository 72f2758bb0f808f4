import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parse } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { rulesFolder } from './samples.ts';

// The texts that people read in the rulebook, in any key.
describe('the French of the rulebook', () => {
  const files = readdirSync(rulesFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  it.each(files)('%s is written with typographic apostrophes, spaces before double signs, and no promise', (file) => {
    for (const text of textsOf(parse(readFileSync(join(rulesFolder, file), 'utf8')))) {
      expect(text).not.toMatch(/\p{L}'\p{L}/u);
      expect(text).not.toMatch(/[^\s][;!?»]/);
      expect(text).not.toMatch(/[^\s]:(?!\/\/)/);
      expect(text).not.toMatch(/\s[.,]|\.\.|\s\s/);
      expect(text).not.toMatch(/\b(?:sera|seront|aurez|recevrez|garanti|automatique(?:ment)?|droit à)\b/i);
    }
  });
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
