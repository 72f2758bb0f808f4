import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { Changes } from '../../src/batch/compare/changes.ts';
import { Comparison } from '../../src/batch/compare/comparison.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { answerFile } from '../../src/batch/run.ts';
import { SafeCells } from '../../src/files/csv/safe-cells.ts';
import { partial, shipped } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function written(text: string): string {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, text);
  return path;
}

/** Answers `text`, compared with the file `previous` where there is one. */
async function answered(text: string, date: string, previous?: string, key?: string, isSafe = false, zones = shipped) {
  const output = join(folder, `${++files}.csv`);
  const comparison = previous === undefined ? null : await Comparison.open(previous, key, null);
  const finishing = [...(comparison ? [comparison] : []), ...(isSafe ? [new SafeCells()] : [])];
  await answerFile(written(text), output, new CsvAnswer({ zones, date }), { finishing });
  const out = readFileSync(output, 'utf8');
  return {
    output,
    out,
    changes: comparison?.changes,
    rows: parse(out, { columns: true, bom: true }) as Record<string, string>[],
  };
}

const INSIDE = '2.6289,50.518';
const NONE = '2.67,50.56';
const FIRST = `id,lon,lat\n1,${INSIDE}\n2,${NONE}\n3,,\n`;

describe('an answer compared with an earlier one', () => {
  it('adds the change to each row', async () => {
    // Before the quarters of 2015 were loaded.
    const before = await answered(FIRST, '2023-06-01', undefined, undefined, false, partial);
    const { out, changes, rows } = await answered(FIRST, '2024-10-01', before.output);
    expect(out.split('\n')[0]).toMatch(/,reason(,\w+)*,change,previous_tier,previous_inside$/);
    expect(rows.map(({ tier, change, previous_tier }) => [tier, change, previous_tier])).toEqual([
      ['bop-147', 'tier', 'unknown'],
      ['none', 'tier', 'unknown'],
      ['', 'same', 'invalid'],
    ]);
    expect(changes!.rows).toMatchObject({ tier: 2, same: 1, other: 0, new: 0 });
    expect(changes!.movesInOrder).toEqual([
      { from: 'unknown', to: 'bop-147', rows: 1 },
      { from: 'unknown', to: 'none', rows: 1 },
    ]);
    expect([...changes!.zones]).toEqual([['QN06208M', { cameInside: 1, leftInside: 0, cameBand: 0, leftBand: 0 }]]);
  });

  it('in reverse: a quarter loses the row, and the row names it', async () => {
    const before = await answered(FIRST, '2024-10-01');
    const { changes, rows } = await answered(FIRST, '2023-06-01', before.output);
    expect(rows[0]).toMatchObject({ change: 'quarter', previous_tier: 'bop-147', previous_inside: 'QN06208M' });
    expect(changes!.zones.get('QN06208M')).toMatchObject({ leftInside: 1 });
  });

  it('a saved state does not change while it waits for the disk', () => {
    const changes = new Changes();
    const [outside, inside] = [
      { tier: 'none', isFirm: true, inside: '', band: '', verdicts: [] },
      { tier: 'bop-147', isFirm: true, inside: 'QN06208M', band: 'QN06209M', verdicts: [] },
    ] as const;
    changes.add(outside, inside);
    const state = changes.toJSON();
    const then = JSON.stringify(state);
    changes.add(outside, inside);
    changes.add(inside, outside);
    expect(JSON.stringify(state)).toBe(then);
    expect(Changes.from(state).zones.get('QN06208M')).toMatchObject({ cameInside: 1, leftInside: 0 });
  });

  it('with the same answer, nothing has changed', async () => {
    const before = await answered(FIRST, '2024-10-01');
    const { changes, rows } = await answered(FIRST, '2024-10-01', before.output);
    expect(rows.map(({ change }) => change)).toEqual(['same', 'same', 'same']);
    expect(changes).toMatchObject({ changed: 0, gone: 0 });
  });

  it('a row that became valid, and one with another certainty alone', async () => {
    const before = await answered(`id,lon,lat,uncertainty\n1,${INSIDE},204.4\n2,,,\n`, '2024-10-01');
    const text = `id,lon,lat,uncertainty\n1,${INSIDE},\n2,${NONE},\n`;
    const { rows } = await answered(text, '2024-10-01', before.output, 'ID');
    expect(rows.map(({ change }) => change)).toEqual(['certainty', 'status']);
  });

  it('in order, rows that differ are marked, not compared', async () => {
    const before = await answered(FIRST, '2024-10-01');
    const { changes, rows } = await answered(
      `id,lon,lat\n0,${NONE}\n1,${INSIDE}\n3,,\n4,${NONE}\n`,
      '2024-10-01',
      before.output,
    );
    expect(rows.map(({ change, previous_tier }) => [change, previous_tier])).toEqual([
      ['other', ''],
      ['other', ''],
      ['same', 'invalid'],
      ['new', ''],
    ]);
    expect(changes!.gone).toBe(0);
    const shorter = await answered(`id,lon,lat\n1,${INSIDE}\n`, '2024-10-01', before.output);
    expect(shorter.changes!.gone).toBe(2);
  });

  it('by a key, in any order; rows of one side alone are marked', async () => {
    const before = await answered(FIRST, '2024-10-01');
    const { changes, rows } = await answered(
      `lon,lat,ID\n${NONE},4\n${INSIDE},2\n${INSIDE},"1"\n`,
      '2024-10-01',
      before.output,
      'id',
    );
    expect(rows.map(({ change, previous_tier }) => [change, previous_tier])).toEqual([
      ['new', ''],
      ['tier', 'none'],
      ['same', 'bop-147'],
    ]);
    expect(changes!.gone).toBe(1);
  });

  it('an answer with a comparison, other quotes, or safe cells can be compared with', async () => {
    const text = `id,nom,lon,lat\n1,"x",${INSIDE}\n2,=1,${NONE}\n`;
    const first = await answered(text, '2024-10-01', undefined, undefined, true);
    const second = await answered(text.replace('"x"', 'x'), '2024-10-01', first.output);
    expect(second.rows.map(({ change }) => change)).toEqual(['same', 'same']);
    const third = await answered(text, '2024-10-01', second.output, undefined, true);
    expect(third.rows.map(({ change, nom }) => [change, nom])).toEqual([
      ['same', 'x'],
      ['same', "'=1"],
    ]);
  });

  it('an answer that is answered again: the columns with the longest names are the new ones', async () => {
    const first = await answered(`lon,lat\n${INSIDE}\n`, '2024-10-01');
    const again = await answered(first.out, '2024-10-01');
    const { rows } = await answered(first.out, '2023-06-01', again.output, undefined, false, partial);
    expect(rows[0]).toMatchObject({
      tier: 'bop-147',
      tier_perimetre: 'unknown',
      change: 'tier',
      previous_tier: 'bop-147',
    });
  });

  it.each<[string, string, string | undefined, RegExp]>([
    ['what is no answer', 'id,lon,lat\n1,2,3\n', undefined, /n’est pas une réponse de « perimetre batch »/],
    ['nothing', '', undefined, /le fichier est vide/],
    ['other columns', 'ANSWER', undefined, /n’a pas les colonnes du fichier d’entrée : --key COLONNE/],
    ['a key that is not there', 'ANSWER', 'nom', /--key : la colonne « nom » est introuvable dans .*\.csv/],
    [
      'a key that identifies nothing',
      'ANSWER',
      'groupe',
      /n’identifie pas les lignes de .*, la ligne 3 répète une ligne d’avant/,
    ],
    [
      'a key that the file itself repeats',
      'ANSWER',
      'id',
      /n’identifie pas les lignes du fichier d’entrée, la ligne 5/,
    ],
    ['a key that is empty', 'ANSWER', 'vide', /la ligne 2 de .* n’a rien dans la colonne « vide »/],
  ])('is refused with %s', async (_, text, key, message) => {
    const answer = await answered(`id,groupe,vide,lon,lat\n1,a,,${INSIDE}\n2,a,,${NONE}\n`, '2024-10-01');
    const previous = text === 'ANSWER' ? answer.output : written(text);
    await expect(answered(`${FIRST}1,2,3\n`, '2024-10-01', previous, key)).rejects.toThrow(message);
  });
});
