import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Comparison } from '../../src/batch/compare/comparison.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { answerFile } from '../../src/batch/run.ts';
import { SafeCells } from '../../src/files/csv/safe-cells.ts';
import { encode } from '../../src/files/text/encoding.ts';
import { shipped } from '../world.ts';
import { addressDoors, closeDoors, comparedWithItself, openDoors, pointDoors, positionDoors } from './csv-doors.ts';

beforeAll(openDoors);
afterAll(closeDoors);

const latin = (text: string) => Buffer.from(text, 'latin1');
/** More than the bytes of the encoding guess, in plain ASCII. */
const plainRows = (row: string) => `${row}\n`.repeat(Math.ceil((1 << 20) / (row.length + 1)) + 10);

describe.each(Object.entries(addressDoors))('a CSV of addresses through %s', (_door, asked) => {
  it.each<[string, string | Buffer, string[]]>([
    ['a quote inside a name is a letter', 'taille 5";adresse\n1;2 rue A\n', ['2 rue A']],
    [
      'a field that begins with a quoted word and goes on is whole',
      'ville;adresse\nB;"Le Clos" rue du Bois 11\nB;"Le Clos", rue du Bois 13\nB;"Le ""Clos""; A" rue 5\n',
      ['"Le Clos" rue du Bois 11', '"Le Clos", rue du Bois 13', '"Le ""Clos""; A" rue 5'],
    ],
    ['blanks around quotes', 'n;adresse\n1; "2 rue A" \n', ['2 rue A']],
    [
      'windows-1252, of which ISO-8859-1 is a part',
      latin('id;adresse\n1;3 rue du Sacr\xe9-C\x9cur\n2;4 rue de l\x92\xc9glise\n3;5\x80 rue\n'),
      ['3 rue du Sacré-Cœur', '4 rue de l’Église', '5€ rue'],
    ],
    ['line ends of one carriage return', 'id;adresse\r1;2 rue A\r2;"3 rue\nB"\r', ['2 rue A', '3 rue B']],
    ['a first line that states the separator', 'sep=;\nid;adresse\n1;2 rue A, B\n', ['2 rue A, B']],
    ['the same, with quotes and CRLF', '"sep=|"\r\nid|adresse\r\n1|2 rue A; B\r\n', ['2 rue A; B']],
    ['a bar for a separator', 'id|adresse\n1|2 rue A\n', ['2 rue A']],
    [
      'a separator that is also in names',
      'nom, prénom, âge;adresse;note\na;2 rue A;\nb;3 rue B;x\n',
      ['2 rue A', '3 rue B'],
    ],
    ['a byte order mark before a quote', '\ufeff"adresse";id\n"2 rue A";1\n', ['2 rue A']],
    [
      'commas in a file of one column',
      'adresse\n2 rue A, 62400 Béthune\n"3 rue B, ""C"""\n',
      ['2 rue A, 62400 Béthune', '3 rue B, "C"'],
    ],
    [
      'one stray byte in UTF-8',
      Buffer.concat([Buffer.from('adresse;note\n8 rue des Pensées;ok\n9 rue é;refus'), latin('\xe9\n10 rue A;b\n')]),
      ['8 rue des Pensées', '9 rue é', '10 rue A'],
    ],
    ['no line end behind the last row', 'id,adresse\n1,2 rue A', ['2 rue A']],
    ['no row', 'id,adresse\n', []],
  ])('%s', async (_, file, expected) => {
    expect(await asked(Buffer.from(file))).toEqual(expected);
  });

  it('windows-1252 accents after the first MiB', async () => {
    const file = Buffer.concat([
      Buffer.from(`id;adresse\n${plainRows(`${'1'.repeat(500)};`)}`),
      latin('2;8 rue des M\xe9sanges\n'),
    ]);
    expect(await asked(file)).toEqual(['8 rue des Mésanges']);
  });

  it.each<[string, string, RegExp]>([
    ['a quote that is never closed', 'id;adresse\n1;"2 rue A\n2;b\n', /ligne 2 ouvre un guillemet|jusqu’au bout/i],
    ['a header with one', 'id;"adresse\n1;2 rue A\n', /en-tête ouvre un guillemet/i],
    ['nothing', '\n', /le fichier est vide/i],
  ])('%s is refused', async (_, file, message) => {
    await expect(asked(Buffer.from(file))).rejects.toThrow(message);
  });
});

describe.each(Object.entries(pointDoors))('a CSV of points through %s', (_door, answers) => {
  const [INSIDE, NONE] = ['2.6289;50.518', '2.67;50.56'];

  it.each<[string, string, string[]]>([
    ['a quote inside a name', `taille 5";lon;lat\n1;${INSIDE}\n`, ['bop-147']],
    ['line ends of one carriage return', `id;lon;lat\r1;${INSIDE}\r2;${NONE}\r`, ['bop-147', 'none']],
    ['a first line that states the separator', `sep=;\nid;lon;lat\n1;${NONE}\n`, ['none']],
    ['a bar', `id|lon|lat\n1|${INSIDE.replace(';', '|')}\n`, ['bop-147']],
    ['decimal commas', 'nom, prénom;lon;lat\na;2,6289;50,518\nb;2,67;50,56\n', ['bop-147', 'none']],
    ['quoted numbers', 'id,lon,lat\n1,"2,6289", "50,518"\n', ['4 champs au lieu de 3']],
    [
      'dates as the French write them',
      `lon;lat;date\n${INSIDE};01/10/2024\n${INSIDE};31-12-2014\n`,
      ['bop-147', 'unknown'],
    ],
    [
      'a date of no calendar',
      `lon;lat;date\n${INSIDE};31/02/2024\n`,
      ['date invalide : AAAA-MM-JJ ou JJ/MM/AAAA était attendu'],
    ],
    [
      'a code that a spreadsheet took for a number',
      `lon;lat;citycode\n${INSIDE};62119.0\n${NONE};62310,00\n`,
      ['bop-147', 'none'],
    ],
    [
      'rows too long, too short and blank',
      `lon;lat\n${INSIDE};x\n2.6\n\n${NONE}\n`,
      ['3 champs au lieu de 2', 'latitude absente', 'ligne vide', 'none'],
    ],
  ])('%s', async (_, file, expected) => {
    expect(await answers(Buffer.from(file))).toEqual(expected);
  });
});

describe('an earlier answer', () => {
  it('is compared in any encoding, line ends and quotes of both', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csv-compare-'));
    try {
      const at = (name: string, content: string | Buffer = '') => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
      };
      const rows = 'nom;lon;lat\r"Nœux";2.6289;50.518\r"Le Clos" rue;2.67;50.56\r';
      const options = { zones: shipped, date: '2024-10-01' };
      const previous = at('before.csv');
      const input = at('utf8.csv', `\ufeffsep=;\r${rows}`);
      await answerFile(input, previous, new CsvAnswer(options));
      const comparison = await Comparison.open(previous, undefined, null);
      const now = at('latin.csv', encode(rows.replaceAll('\r', '\r\n'), 'windows-1252'));
      await answerFile(now, at('now.csv'), new CsvAnswer(options), { finishing: [comparison, new SafeCells()] });
      await comparison.close();
      expect(comparison.changes.rows).toMatchObject({ same: 2, other: 0, new: 0 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the added fields', () => {
  const answered = async (file: Buffer) => {
    const answer = new CsvAnswer({ zones: shipped, date: '2024-10-01' });
    const out = [...answer.push(file)].map((bytes) => Buffer.from(bytes));
    for (const bytes of answer.end()) out.push(Buffer.from(bytes));
    return { out: Buffer.concat(out), remarks: answer.remarks.sentences };
  };

  it('are in windows-1252 where the file is', async () => {
    const { out } = await answered(latin('nom;lon;lat\nN\x9cux \x80;2.58;50.475\n'));
    expect(out.includes(latin('N\x9cux \x80;2.58;50.475;ok;'))).toBe(true);
    expect(out.includes(latin('p\xe9rim\xe8tre manquant'))).toBe(true);
  });

  it('reports the line of a stray byte, and keeps the byte', async () => {
    const file = Buffer.concat([Buffer.from('nom;lon;lat\né;2.6;50.5\n'), latin('refus\xe9;2.6;50.5\n')]);
    const { out, remarks } = await answered(file);
    expect(remarks).toEqual(['la ligne 3 a un octet qui n’est pas de l’UTF-8, alors que le fichier est en UTF-8']);
    expect(out.includes(latin('refus\xe9;2.6'))).toBe(true);
  });

  it('reports ambiguous dates once, unless a day is above 12', async () => {
    const file = (...dates: string[]) =>
      Buffer.from(`lon;lat;date\n${dates.map((date) => `2.6289;50.518;${date}\n`).join('')}`);
    const ambiguous = ['ses dates se liraient aussi bien mois/jour : elles sont lues à la française, jour/mois/année'];
    expect((await answered(file('01/10/2024', '02/10/2024'))).remarks).toEqual(ambiguous);
    expect((await answered(file('01/10/2024', '13/10/2024'))).remarks).toEqual([]);
    expect((await answered(file('01/01/2024', '2024-10-01'))).remarks).toEqual([]);
  });

  it('end rows like the file', async () => {
    const { out } = await answered(Buffer.from('sep=,\rlon,lat\r2.6289,50.518\r2.67,50.56'));
    expect(out.toString()).toMatch(
      /^sep=,\rlon,lat,status[^\r\n]*\r2\.6289,50\.518,ok[^\r\n]*\r2\.67,50\.56,ok[^\r\n]*\r$/,
    );
  });
});

/** A cell as written, and its value. */
interface Cell {
  readonly written: string;
  readonly text: string;
}

const letters = fc.string({
  unit: fc.constantFrom('a', 'é', 'œ', '’', '"', ',', ';', '|', ' ', '5', '-'),
  maxLength: 8,
});
const separators = [',', ';', '\t', '|'] as const;

function cellOf(separator: string, eol: string): fc.Arbitrary<Cell> {
  const others = separators.filter((other) => other !== separator);
  const inner = fc.string({ unit: fc.constantFrom('a', 'é', '"', eol, separator, 'b'), maxLength: 6 });
  // Without the separator, or a quote at the start.
  const bare = letters.map((text) =>
    text.replaceAll(separator, others[0] === '\t' ? '-' : others[0]!).replace(/^[" ]+/, ''),
  );
  return fc.oneof(
    { weight: 3, arbitrary: bare.map((text) => ({ written: text, text })) },
    { weight: 2, arbitrary: inner.map((text) => ({ written: `"${text.replaceAll('"', '""')}"`, text })) },
    {
      weight: 1,
      arbitrary: letters
        .map((text) => text.replaceAll(separator, '').replaceAll('"', ''))
        .map((text) => ({ written: `"Le Clos"${text}x`, text: `"Le Clos"${text}x` })),
    },
  );
}

const nastyFile = fc
  .record({
    separator: fc.constantFrom(...separators),
    eol: fc.constantFrom('\n', '\r\n', '\r'),
    encoding: fc.constantFrom('utf-8' as const, 'windows-1252' as const),
    hasMark: fc.boolean(),
    isStated: fc.boolean(),
    isEnded: fc.boolean(),
  })
  .chain((style) =>
    fc.record({
      style: fc.constant(style),
      rows: fc.array(
        fc.record({
          cell: cellOf(style.separator, style.eol),
          note: cellOf(style.separator, style.eol),
          extra: fc.constantFrom(0, 0, 0, 0, 1, -1, null),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    }),
  );

describe('any CSV', () => {
  it('is read in the same way everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(nastyFile, async ({ style, rows }) => {
        const { separator, eol, encoding, hasMark, isStated, isEnded } = style;
        const expected: string[] = [];
        const lines = rows.map(({ cell, note, extra }, i) => {
          // Only a line end.
          if (extra === null) return '';
          const text = `${i} ${cell.text}`;
          // The number prevents a repeated address; in a quoted cell it follows the quote.
          const written =
            cell.written.startsWith('"') && !cell.text.startsWith('"Le Clos"')
              ? `"${i} ${cell.written.slice(1)}`
              : `${i} ${cell.written}`;
          if (extra <= 0) expected.push(text.replace(/\s+/g, ' ').trim());
          const fields = extra < 0 ? ['n', written] : ['n', written, note.written, ...Array(extra).fill('z')];
          return fields.join(separator);
        });
        const header = ['taille 5"', 'adresse', 'note'].join(separator);
        const text = `${isStated ? `sep=${separator}${eol}` : ''}${[header, ...lines].join(eol)}${isEnded ? eol : ''}`;
        const isMarked = hasMark && encoding === 'utf-8';
        const file = encode(`${isMarked ? '\ufeff' : ''}${text}`, encoding);
        for (const [door, asked] of Object.entries(addressDoors))
          expect([door, await asked(file)]).toEqual([door, expected]);
      }),
      { numRuns: 100 },
    );
  });

  it('of points is read in the same way everywhere', async () => {
    const places = [
      { isInside: true, fields: ['2.6289', '50.518'] },
      { isInside: false, fields: ['2.67', '50.56'] },
    ];
    await fc.assert(
      fc.asyncProperty(nastyFile, async ({ style, rows }) => {
        const { separator, eol, encoding, hasMark, isStated, isEnded } = style;
        const answers: string[] = [];
        const inside: boolean[] = [];
        const lines = rows.map(({ cell, extra }, i) => {
          const place = places[(i * 7 + cell.text.length) % 2]!;
          if (extra === null) answers.push('ligne vide');
          else if (extra > 0) answers.push('4 champs au lieu de 3');
          else {
            answers.push(extra < 0 ? 'latitude absente' : place.isInside ? 'bop-147' : 'none');
            if (extra === 0) inside.push(place.isInside);
          }
          if (extra === null) return '';
          const fields = [
            `${cell.written === '' ? 'x' : cell.written}`,
            ...place.fields,
            ...Array(Math.max(0, extra)).fill('z'),
          ];
          return (extra < 0 ? fields.slice(0, 2) : fields).join(separator);
        });
        // A blank last line is only the end of the one before.
        if (rows.at(-1)!.extra === null && !isEnded) answers.pop();
        const header = ['taille 5"', 'lon', 'lat'].join(separator);
        const text = `${isStated ? `sep=${separator}${eol}` : ''}${[header, ...lines].join(eol)}${isEnded ? eol : ''}`;
        const file = encode(`${hasMark && encoding === 'utf-8' ? '\ufeff' : ''}${text}`, encoding);
        for (const [door, answered] of Object.entries(pointDoors))
          expect([door, await answered(file)]).toEqual([door, answers]);
        for (const [door, found] of Object.entries(positionDoors))
          expect([door, await found(file)]).toEqual([door, inside]);
        expect(await comparedWithItself(file)).toEqual({ same: answers.length, others: 0 });
      }),
      { numRuns: 25 },
    );
  });
});
