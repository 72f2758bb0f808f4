import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './docs/generated-pages.ts';

/** `npm run docs` writes the pages of docs/ that are made from the code and the rulebook. */
for (const [name, text] of Object.entries(await generatedPages())) {
  writeFileSync(join(import.meta.dirname, '..', 'docs', name), text);
}
