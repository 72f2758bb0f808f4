import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeColumns, schemeColumns } from '../../src/batch/answer-columns.ts';

describe('the columns of an answer', () => {
  it('are those of openapi.yaml', () => {
    const openapi = readFileSync(join(import.meta.dirname, '..', '..', 'openapi.yaml'), 'utf8');
    for (const columns of [placeColumns, schemeColumns([{ id: 'DISPOSITIF' }])] as const) {
      expect(openapi).toContain(
        columns.map(({ name, description }) => `        - \`${name}\` : ${description}\n`).join(''),
      );
    }
    const [, header] = /value: "numero;lon;lat;(status[^\\]*)\\n/.exec(openapi)!;
    expect(header).toBe(placeColumns.map(({ name }) => name).join(';'));
  });
});
