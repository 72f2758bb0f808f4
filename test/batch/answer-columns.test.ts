import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeColumns, schemeColumns } from '../../src/batch/answer-columns.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { shipped } from '../world.ts';

describe('the columns of an answer', () => {
  it('are those of openapi.yaml', () => {
    const answer = new CsvAnswer({ zones: shipped, date: '2024-10-01' });
    const openapi = readFileSync(join(import.meta.dirname, '..', '..', 'openapi.yaml'), 'utf8');
    for (const columns of [placeColumns, schemeColumns([{ id: 'DISPOSITIF' }])] as const) {
      const lines = columns.map(({ name, description }) => `        - \`${name}\` : ${description}\n`);
      expect(lines.filter((line) => !openapi.includes(line))).toEqual([]);
      expect(openapi.includes(lines.join('')), 'the lines are in the order of the columns').toBe(true);
    }
    const [header, ...rows] = /value: "(numero;lon;lat;status.*)\\n"/.exec(openapi)![1]!.split('\\n');
    expect(header).toBe(['numero', 'lon', 'lat', ...placeColumns.map(({ name }) => name)].join(';'));
    const [, file] = /value: "(numero;lon;lat\\n.*?)"/.exec(openapi)!;
    const written = [...answer.push(Buffer.from(file!.replaceAll('\\n', '\n')))].map(String);
    written.push(...[...answer.end()].map(String));
    const version = /(?<=;)\d{4}-\d\d-\d\d\.\d+(?=;)/;
    expect(rows.map((row) => row.replace(version, 'test.1'))).toEqual(written.join('').trim().split('\n').slice(1));
  });
});
