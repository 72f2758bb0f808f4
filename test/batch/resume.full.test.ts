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
])('a run killed five times continues without a repeated or lost row: rows compared %s', (_, key) =>
  expectKilledRunGoesOn(folder, 300_000, 5, key),
);
