import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type BatchOptions, CsvAnswer } from '../../src/batch/csv-answer.ts';
import { adviceOn, noMistakes } from '../../src/batch/mistake.ts';
import { answerFile, type RunOptions } from '../../src/batch/run.ts';
import { BatchError } from '../../src/files/error.ts';
import { randomFrom } from '../shapes.ts';
import { shipped } from '../world.ts';
import { readSoFar } from './killed-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'bad-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const input = join(folder, 'in.csv');
const output = join(folder, 'out.csv');

async function answer(content: string | Buffer, options: RunOptions = {}, more: Partial<BatchOptions> = {}) {
  writeFileSync(input, content);
  return answerFile(input, output, new CsvAnswer({ zones: shipped, date: '2024-10-01', ...more }), options);
}

const noise = Buffer.from(
  Array.from(
    { length: 5000 },
    (
      (random) => () =>
        Math.floor(random() * 256)
    )(randomFrom(9)),
  ),
);

describe('a file that is wrong as a whole', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /le fichier est vide : une ligne d’en-tête était attendue/],
    ['blank lines', '\n\n\n', /le fichier est vide/],
    ['only a header', 'id,lon,lat\n', /n’a qu’une ligne d’en-tête : il n’y a aucune ligne à répondre/],
    ['only a header without its line’s end', 'id,lon,lat', /n’a qu’une ligne d’en-tête/],
    [
      'two million columns',
      `lon,lat${',c'.repeat(2e6)}\n`,
      /la première ligne a 2\s000\s002 colonnes : 16\s384 au plus/,
    ],
    ['one endless line', `lon,lat${'x'.repeat(3e6)}\n1,2\n`, /la première ligne dépasse 1 Mio/],
    [
      'a row without an end',
      `lon,lat\n1,"${'x'.repeat(20e6)}`,
      /la ligne 2 dépasse 16 Mio : un guillemet n’est sans doute jamais refermé/,
    ],
    [
      'a row without an end and without a quote',
      `lon,lat\n1,${'x'.repeat(20e6)}`,
      /dépasse 16 Mio : ce n’est pas celle d’un CSV/,
    ],
    ['a compressed file', gzipSync('lon,lat\n1,2\n'.repeat(100)), /ce n’est pas un fichier texte/],
    ['noise', noise, /ce n’est pas un fichier texte/],
    ['UTF-16', Buffer.from('\ufefflon,lat\n1,2\n', 'utf16le'), /UTF-16/],
    [
      'a quote that is never closed',
      'lon,lat,nom\n2.6,50.5,"x\n2.7,50.5,y\n',
      /la ligne 2 ouvre un guillemet qui n’est jamais refermé/,
    ],
    ['no coordinates', 'a,b\n1,2\n', /colonnes lon et lat introuvables .* ; colonnes lues : a, b$/],
    [
      'no header, but somebody’s home: not repeated',
      'Jean Dupont,12 rue Jean Jaurès,62260 Auchel\n',
      /introuvables \((?!.*Jaurès).* ; la première ligne semble être une donnée/,
    ],
    ['no header, but a position: not repeated', '2.6289,50.518\n', /introuvables \((?!.*2\.6).*semble être une donnée/],
    [
      'x and y of no system',
      'x,y\n673721,7046905\n',
      /demandent leur système de coordonnées : ajoutez par exemple --crs EPSG:2154/,
    ],
  ])('%s: has its own message, and leaves nothing', async (_, content, message) => {
    const run = answer(content);
    await expect(run).rejects.toThrow(BatchError);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.not.toThrow(/\n/);
    expect(readdirSync(folder)).toEqual(['in.csv']);
  });

  it.each(['grows', 'is replaced'])('that %s while it is read: half an answer is never left', async (how) => {
    const content = `lon,lat\n${'2.6289,50.518\n'.repeat(300_000)}`;
    let isChanged = false;
    const run = answer(content, {
      progress: () => {
        if (isChanged) return;
        isChanged = true;
        if (how === 'grows') appendFileSync(input, '2.6,50.5\n');
        else {
          rmSync(input);
          writeFileSync(input, content);
        }
      },
    });
    await expect(run).rejects.toThrow(/in\.csv : le fichier a changé pendant sa lecture, relancez la commande/);
    expect(readdirSync(folder)).toEqual(['in.csv']);
  });

  it('that is replaced by another, whose part makes no sense: the change is reported', async () => {
    const content = `lon,lat,nom\n${'2.6289,50.518,a\n'.repeat(300_000)}`;
    let isChanged = false;
    const run = answer(content, {
      progress: () => {
        if (!isChanged) writeFileSync(input, `lon,lat,nom\n${'2.6289,50.518,"a\n'.repeat(300_001)}`);
        isChanged = true;
      },
    });
    await expect(run).rejects.toThrow(/in\.csv : le fichier a changé pendant sa lecture/);
    expect(readdirSync(folder)).toEqual(['in.csv']);
  });

  it('a full disk is reported, and there is no file under the final name', async () => {
    // It accepts bytes like any file, and refuses the second piece.
    const full = new Proxy(new CsvAnswer({ zones: shipped, date: '2024-10-01' }), {
      get(target, name) {
        if (name !== 'answer') return Reflect.get(target, name, target);
        return async function* (file: AsyncIterable<Buffer>) {
          for await (const piece of target.answer(file)) {
            yield piece;
            // The encoding depends on more than the first bytes.
            if (piece.bytes.length === 0) continue;
            // The journal must have reached the disk.
            await expect.poll(() => readSoFar(output)).toBeGreaterThan(0);
            throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
              code: 'ENOSPC',
              syscall: 'write',
            });
          }
        };
      },
    });
    writeFileSync(input, `lon,lat\n${'2.6289,50.518\n'.repeat(300_000)}`);
    await expect(answerFile(input, output, full, { journalPause: 0 })).rejects.toThrow(
      /out\.csv : il n’y a plus de place sur le disque ; les [\d\s]+ premières lignes sont gardées, et une fois la place faite la même commande avec --resume continue$/,
    );
    expect(existsSync(output)).toBe(false);
    rmSync(`${output}.part`);
    rmSync(`${output}.part.json`);
  });

  it('an output that is a folder, or not a regular file, is refused before anything is read', async () => {
    writeFileSync(input, 'lon,lat\n2.6,50.5\n');
    const csv = () => new CsvAnswer({ zones: shipped, date: '2024-10-01' });
    await expect(answerFile(input, folder, csv())).rejects.toThrow(/est un dossier, un fichier était attendu/);
    await expect(answerFile(input, '/dev/null', csv())).rejects.toThrow(/n’est pas un fichier : --to-stdout/);
    await expect(answerFile(input, join(folder, 'none', 'x.csv'), csv())).rejects.toThrow(/ce dossier n’existe pas/);
    await expect(answerFile(input, input, csv())).rejects.toThrow(/est le fichier d’entrée/);
  });
});

describe('a file whose rows all have the same error', () => {
  it.each<[string, string, RegExp, RegExp | null]>([
    ['exchanged', '50.518,2.6289', /inversées/, /longitude et leur latitude inversées/],
    [
      'in Lambert-93 unannounced',
      '673721.02,7046905.43',
      /des degrés WGS84 étaient attendus \(ou --crs\)/,
      /EPSG:2154/,
    ],
    ['with decimal commas among commas', '2,6289,50,518', /4 champs au lieu de 2/, /entre guillemets/],
    ['null', 'NULL,NULL', /longitude illisible : un nombre était attendu/, null],
    ['absent', ',', /longitude absente/, null],
  ])('%s: answered row by row, with a message about the file', async (_, row, problem, advice) => {
    const mistakes = noMistakes();
    const counts = await answer(`lon,lat\n${`${row}\r\n${row}\n`.repeat(5)}`, {}, { mistakes });
    expect(counts).toMatchObject({ rows: 10, invalid: 10 });
    const rows = readFileSync(output, 'utf8').trim().split('\n').slice(1);
    expect(rows.filter((line) => problem.test(line))).toHaveLength(10);
    if (advice) expect(adviceOn(mistakes, 10)).toMatch(advice);
    else expect(adviceOn(mistakes, 10)).toBeNull();
    // Nine rows in ten are not nearly all.
    expect(adviceOn(mistakes, 12)).toBeNull();
    rmSync(output);
  });

  it('decimal commas between semicolons are no error', async () => {
    expect(await answer('lon;lat\n2,6289;50,518\n')).toMatchObject({ ok: 1, invalid: 0 });
    rmSync(output);
  });
});
