import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, it } from 'vitest';
import { expectKilledRunGoesOn } from './killed.ts';

const folder = mkdtempSync(join(tmpdir(), 'killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['in their order', undefined],
  ['by a key', 'id'],
])('a run that is killed five times goes on without a row twice or lost: rows compared %s', (_, key) =>
  expectKilledRunGoesOn(folder, 300_000, 5, key),
);
