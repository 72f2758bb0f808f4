import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeColumns } from '../../src/batch/answer-columns.ts';
import { type BatchOptions, CsvAnswer } from '../../src/batch/csv-answer.ts';
import { BatchError } from '../../src/files/error.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { bytesHeld } from '../memory.ts';
import { randomFrom } from '../shapes.ts';
import { drawnAll, shipped, world } from '../world.ts';

const options: BatchOptions = { zones: shipped, date: '2024-10-01' };
const OURS = placeColumns.map(({ name }) => name).join(',');
const INSIDE = '2.6289,50.518';
const NONE = '2.67,50.56';
const VERSION = shipped.dataVersion;

/** Answers a file in these pieces. */
function answer(pieces: Buffer[], more: Partial<BatchOptions> = {}): { out: Buffer; counts: CsvAnswer['counts'] } {
  const csv = new CsvAnswer({ ...options, ...more });
  // A result is valid until the next call but one, so it is copied at once.
  const out = [...pieces.map((piece) => Buffer.concat([...csv.push(piece)])), ...csv.end()];
  return { out: Buffer.concat(out), counts: csv.counts };
}

function text(input: string | Buffer, more?: Partial<BatchOptions>): string {
  return answer([Buffer.from(input as string)], more).out.toString();
}

/** The rows as objects, by the names of the header. */
function rows(input: string | Buffer, more?: Partial<BatchOptions>, delimiter = ','): Record<string, string>[] {
  return parse(text(input, more), { columns: true, delimiter, bom: true, relax_column_count: true });
}

describe('the answer to a row', () => {
  it('comes after it, in the order and the form of the contract', () => {
    const [header, line, ...rest] = text(`id,lon,lat\n7,${INSIDE}\n`).split('\n');
    expect(header).toBe(`id,lon,lat,${OURS}`);
    expect(line).toMatch(new RegExp(`^7,${INSIDE},ok,bop-147,`));
    expect(rest).toEqual(['']);
    expect(rows(`id,lon,lat\n7,${INSIDE}\n`)).toMatchObject([
      {
        ...{ status: 'ok', tier: 'bop-147', inside: 'QN06208M', band: '', nearest: 'QN06208M' },
        ...{ nearest_distance: '-204.514', certainty: 'firm', generation: '2024', data_version: VERSION, reason: '' },
      },
    ]);
    expect(rows(`lon,lat\n${NONE}\n`)).toMatchObject([
      {
        ...{ status: 'ok', tier: 'none', inside: '', band: '', nearest: '', nearest_distance: '' },
        ...{ certainty: 'firm', generation: '2024', data_version: VERSION, reason: '' },
      },
    ]);
  });

  it('gives a short reason to review, and names the missing quarters', () => {
    const [row] = rows('lon,lat\n2.58,50.475\n');
    expect(row).toMatchObject({ status: 'ok', tier: 'unknown', certainty: 'review' });
    expect(row!.reason).toContain('QIC-OISEAUX');
    expect(rows('lon,lat\n2.777,50.291\n')[0]!.reason).toBe('hors du territoire couvert ou à son bord');
  });

  it('lists the zones sorted, separated by semicolons', () => {
    const zones = world({ perimeters: drawnAll('2024', 'qic', 900) });
    const random = randomFrom(3);
    const points = Array.from({ length: 3000 }, () => `${2.45 + 0.25 * random()},${50.44 + 0.1 * random()}`);
    const answers = rows(`lon,lat\n${points.join('\n')}\n`, { zones });
    expect(answers.some(({ band }) => band!.includes(';'))).toBe(true);
    answers.forEach((row) => {
      const situation = situationOf(
        { lon: Number(row.lon), lat: Number(row.lat), uncertainty: 0 },
        '2024-10-01',
        zones,
      );
      const ids = (relation: string) => situation.zones.filter((z) => z.relation === relation).map(({ id }) => id);
      expect(row).toMatchObject({
        tier: situation.tier,
        certainty: situation.certainty,
        inside: ids('inside').sort().join(';'),
        band: ids('band').sort().join(';'),
        nearest: situation.zones[0]?.id ?? '',
        nearest_distance: situation.zones[0]?.boundaryDistance?.toFixed(3) ?? '',
      });
    });
  });

  it('takes the date, uncertainty and commune of the row where there are any', () => {
    const columns = 'lon,lat,date,uncertainty,citycode';
    const answers = rows(
      `${columns}\n${[
        `${INSIDE},,,`,
        `${INSIDE},2014-12-31,,`,
        `${INSIDE},2023-12-31,0,`,
        `${INSIDE},2024-01-01,204,`,
        `${INSIDE},2024-01-01,205,62119`,
        `${NONE},,,62400`,
        `${INSIDE},,,`,
      ].join('\n')}\n`,
    );
    expect(answers.map(({ tier, certainty, generation }) => [tier, certainty, generation])).toEqual([
      ['bop-147', 'firm', '2024'],
      ['unknown', 'review', ''],
      ['bop-147', 'firm', '2015'],
      ['bop-147', 'firm', '2024'],
      ['bop-147', 'review', '2024'],
      ['unknown', 'review', '2024'],
      ['bop-147', 'firm', '2024'],
    ]);
  });

  it('does not mix the answers of different dates', () => {
    const dates = ['2014-12-31', '2019-06-01', '2024-10-01', '2024-02-01', '2031-01-01'];
    const random = randomFrom(4);
    const lines = Array.from(
      { length: 400 },
      (_, i) => `${2.4 + 0.4 * random()},${50.4 + 0.2 * random()},${dates[i % 5]}`,
    );
    for (const row of rows(`lon,lat,date\n${lines.join('\n')}\n`)) {
      const place = { lon: Number(row.lon), lat: Number(row.lat), uncertainty: 0 };
      const { tier, certainty, generation } = situationOf(place, row.date!, shipped);
      expect(row).toMatchObject({ tier, certainty, generation: generation ?? '' });
    }
  });
});

describe('the bytes of the input are unchanged in the output', () => {
  it.each<[string, string]>([
    ['commas', `id,lon,lat\n1,${INSIDE}\n2,${NONE}\n`],
    ['semicolons', `id;lon;lat\n1;2.6289;50.518\n`],
    ['tabs', 'id\tlon\tlat\n1\t2.6289\t50.518\n'],
    ['a byte order mark', `\ufeffid,lon,lat\n1,${INSIDE}\n`],
    ['lines that end in CR LF', `id,lon,lat\r\n1,${INSIDE}\r\n2,${NONE}\r\n`],
    [
      'quotes, doubled quotes, newlines and separators in quotes',
      `id,lon,lat\n"a ""b"", c\nd",${INSIDE}\n"",${NONE}\n`,
    ],
    ['quoted coordinates', 'id,lon,lat\n1,"2.6289","50.518"\n'],
    ['blanks', 'id , lon , lat\n 1 , 2.6289 , 50.518 \n'],
    ['accents', `nom,lon,lat\nNœux-les-Mines – été,${INSIDE}\n`],
    ['no end to the last line', `id,lon,lat\n1,${INSIDE}`],
  ])('%s', (_, input) => {
    const out = text(input);
    const eol = input.includes('\r\n') ? '\r\n' : '\n';
    // The answers hold no quote and no newline: cut off each line's last ten fields.
    const separator = input.includes(';') ? ';' : input.includes('\t') ? '\t' : ',';
    const field = separator === '\t' ? '[^\\t\\r\\n]*' : `[^${separator}\\r\\n]*`;
    const ours = new RegExp(
      `${separator}(ok|status)(${separator}${field}){${placeColumns.length - 1}}(?=\\r?\\n)`,
      'g',
    );
    const without = out.replace(ours, '');
    expect(without).toBe(input.endsWith('\n') ? input : input + eol);
    expect(out.match(ours)).toHaveLength((input.match(/2\.6289|2\.67/g) ?? []).length + 1);
  });

  it('ISO-8859-1, with the added fields in the same encoding', () => {
    const input = Buffer.from('nom;lon;lat\nCité;2.58;50.475\n', 'latin1');
    const { out } = answer([input]);
    expect(out.includes(0xc3)).toBe(false);
    expect(out.toString('latin1')).toContain('Cité;2.58;50.475;ok;unknown');
    expect(out.toString('latin1')).toContain('périmètre manquant');
    // Announced as UTF-8, it would be written in two encodings.
    expect(() => answer([input], { encoding: 'utf-8' })).toThrow(
      'la ligne 2 n’est pas en UTF-8, contrairement à l’encodage indiqué',
    );
  });

  it('a column with the name of an added one stays, and the added one gets a suffix', () => {
    const [header] = text(`lon,lat,Tier,status,status_perimetre\n${INSIDE},a,b,c\n`).split('\n');
    expect(header).toBe(
      'lon,lat,Tier,status,status_perimetre,' +
        `${OURS.replace('status', 'status_perimetre_perimetre').replace(/\btier\b/, 'tier_perimetre')}`,
    );
  });
});

describe('a file gets the same answer with any division into pieces', () => {
  const files = [
    `\ufeffid;nom;lon;lat;date\r\n1;"a ` +
      `""b""\r\n;c";2,6289;50,518;2024-10-01\r\n\r\n2;Cité;2.777;50.291;\r\n3;x;2.5985;50.4655;2019-01-01`,
    `lon,lat\n${INSIDE}\n${NONE}\nbad,50\n"2.67",50.56,too many\n`,
  ];
  const whole = (bytes: Buffer) => answer([bytes]).out.toString('latin1');

  it.each([
    ['UTF-8 with everything in it', Buffer.from(files[0]!)],
    ['ISO-8859-1, its first accent behind the header', Buffer.from(files[0]!.slice(1), 'latin1')],
    ['rows good and bad', Buffer.from(files[1]!)],
  ])('cut in two at every byte, and byte by byte: %s', (_, bytes) => {
    const expected = whole(bytes);
    for (let at = 0; at <= bytes.length; at++) {
      expect(answer([bytes.subarray(0, at), bytes.subarray(at)]).out.toString('latin1')).toBe(expected);
    }
    expect(answer(Array.from(bytes, (byte) => Buffer.of(byte))).out.toString('latin1')).toBe(expected);
  });

  it('a file of a known encoding is answered row by row, others once the encoding is detected', () => {
    const start = Buffer.from(`lon,lat\n${INSIDE}\n`);
    const isAnswered = (more: Partial<BatchOptions>) =>
      [...new CsvAnswer({ ...options, ...more }).push(start)].length > 0;
    expect(isAnswered({ encoding: 'utf-8' })).toBe(true);
    expect(isAnswered({})).toBe(false);
  });

  it('cut anywhere, any number of times', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' '), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 8 }), fc.array(fc.nat(400)), (cells, cuts) => {
        const lines = cells.map((c) => `"${c.replaceAll('"', '""')}",${INSIDE}`);
        const bytes = Buffer.from(`id,lon,lat\n${lines.join('\n')}`);
        const marks = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = marks.slice(1).map((end, i) => bytes.subarray(marks[i], end));
        const { out, counts } = answer(pieces);
        expect(out.toString('latin1')).toBe(whole(bytes));
        expect(counts).toMatchObject({ rows: cells.length, ok: cells.length });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a bad row has a reason, and keeps its place', () => {
  it.each<[string, string, string]>([
    ['without a longitude', ',50.5,,', 'longitude absente'],
    ['without a latitude', '2.6,,,', 'latitude absente'],
    ['cut short', '2.6', 'latitude absente'],
    ['a word for a longitude', 'est,50.5,,', 'longitude illisible'],
    ['a number beyond numbers', '1e999,50.5,,', 'longitude illisible'],
    ['metres for degrees', '677000,7040000,,', 'hors limites'],
    ['exchanged', '50.518,2.6289,,', 'inversées'],
    ['a date that does not exist', '2.6,50.5,2024-02-30,', 'date invalide'],
    ['a date in another form', '2.6,50.5,10.2024,', 'date invalide'],
    ['a negative uncertainty', '2.6,50.5,,-1', 'uncertainty invalide'],
    ['an uncertainty in words', '2.6,50.5,,grande', 'uncertainty invalide'],
    ['too many fields', '2.6,50.5,,,,', '6 champs au lieu de 4'],
    ['empty', '', 'ligne vide'],
  ])('%s', (_, line, reason) => {
    const input = `lon,lat,date,uncertainty\n${INSIDE},,\n${line}\n${NONE},,\n`;
    const { out, counts } = answer([Buffer.from(input)]);
    const lines = out.toString().split('\n');
    expect(lines).toHaveLength(5);
    expect(counts).toEqual({ rows: 3, ok: 2, invalid: 1, review: 0 });
    expect(lines[2]).toMatch(/,invalid,,,,,,,,,/);
    expect(lines[2]).toContain(reason);
    expect(lines[3]).toContain(',ok,none,');
  });

  it('the reason never repeats the row, which may be an address', () => {
    const out = text('lon,lat,date\nsecret-1,50,\n2.6,secret-2,\n2.6,50.5,secret-3\n');
    for (const secret of ['secret-1', 'secret-2', 'secret-3']) expect(out.split(secret)).toHaveLength(2);
  });

  it('a stated commune is a code', () => {
    expect(rows(`lon,lat,citycode\n${INSIDE},Béthune\n`)[0]!.reason).toContain('citycode invalide');
    expect(rows(`lon,lat,citycode\n${INSIDE},2A004\n`)[0]!.status).toBe('ok');
    // Without its zero, as spreadsheets write it.
    expect(rows(`lon,lat,citycode\n${INSIDE},1004\n`)[0]!.status).toBe('ok');
  });
});

describe('columns are found', () => {
  it.each(['LON,LAT', 'Longitude,Latitude', ' lon , lat ', '"lon","lat"', '\ufefflon,lat'])('%s', (header) => {
    expect(rows(`${header}\n${INSIDE}\n`)[0]!.tier).toBe('bop-147');
  });

  it('x and y in a given system', () => {
    const toWgs84 = (x: number, y: number) => [x / 1000, y / 1000] as const;
    expect(rows('x,y\n2628.9,50518\n', { toWgs84 })[0]!.tier).toBe('bop-147');
    expect(rows('x,y\n2628900,50518\n', { toWgs84 })[0]!.reason).toContain('hors du domaine');
  });
});

describe('a file that is wrong as a whole', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /vide/],
    ['only a byte order mark', '\ufeff', /le fichier est vide/],
    ['without coordinates', 'id,nom\n1,2\n', /lon et lat introuvables.*id, nom/],
    ['without a latitude', 'id,lon\n1,2\n', /colonne lat introuvable/],
    ['with x and y of no system', 'x,y\n1,2\n', /--crs EPSG:2154/],
    ['with two longitudes', 'lon,longitude,lat\n1,2,3\n', /plusieurs colonnes/],
    ['in UTF-16', Buffer.from('\ufefflon,lat\n2.6,50.5\n', 'utf16le'), /UTF-16/],
    ['that is no text', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 10, 0]), /pas un fichier texte/],
    ['with a quote never closed in its header', '"lon,lat\n2.6,50.5\n', /guillemet/],
    ['with a quote never closed in a row', 'lon,lat\n2.6,50.5\n"2.6,50.5\n', /ligne 3 .*guillemet/],
  ])('%s', (_, input, message) => {
    const run = () => answer([Buffer.from(input as string)]);
    expect(run).toThrow(BatchError);
    expect(run).toThrow(message);
  });

  it('with a row of more than 16 MiB is refused before it fills the memory', () => {
    const csv = new CsvAnswer(options);
    drain(csv.push(Buffer.from('id,lon,lat\n"')));
    const piece = Buffer.alloc(1 << 20, 'a');
    expect(() => {
      for (let i = 0; i < 20; i++) drain(csv.push(piece));
    }).toThrow(/16 Mio/);
  });
});

describe('unusual files', () => {
  it('a header alone gives a header alone', () => {
    expect(text('lon,lat\n')).toBe(`lon,lat,${OURS}\n`);
    expect(text('lon,lat')).toBe(`lon,lat,${OURS}\n`);
    expect(text('lon;lat\r\n')).toBe(`lon;lat;${OURS.replaceAll(',', ';')}\r\n`);
  });

  it('a row of a megabyte among others', () => {
    const long = 'x'.repeat(1 << 20);
    expect(text(`lon,lat,note\n${INSIDE},${long}\n${NONE},\n`).split('\n')[1]).toContain(`${long},ok,bop-147`);
  });

  it('a quote in the middle of a name is a character, in the header as in the rows', () => {
    const out = text(`écran 15",lon,lat\n1,${INSIDE}\n2",${NONE}\n`);
    expect(out.split('\n')).toHaveLength(4);
    expect(out).toContain(`2",${NONE},ok,none`);
  });
});

function drain(pieces: Generator<Buffer>): void {
  for (const { length } of pieces) expect(length).toBeGreaterThanOrEqual(0);
}

describe('memory is bounded by one piece, for any length', () => {
  it('empty rows with thousands of columns, which become long when written', () => {
    const csv = new CsvAnswer(options);
    const lengths: number[] = [];
    let last = '';
    for (const pieces of [csv.push(Buffer.from(`lon,lat${','.repeat(16_000)}\n${'\n'.repeat(5000)}`)), csv.end()]) {
      for (const piece of pieces) {
        lengths.push(piece.length);
        if (piece.length > 0) last = piece.toString('latin1');
      }
    }
    expect(csv.counts).toEqual({ rows: 5000, ok: 0, invalid: 5000, review: 0 });
    expect(lengths.reduce((a, b) => a + b)).toBeGreaterThan(80e6);
    expect(Math.max(...lengths)).toBeLessThan(17e6);
    expect(last.slice(-200)).toMatch(/,invalid,+ligne vide,*\n$/);
  });

  it('a million rows', () => {
    const csv = new CsvAnswer(options);
    drain(csv.push(Buffer.from('id,lon,lat\n')));
    const piece = Buffer.from(`1,${INSIDE}\n2,${NONE}\n3,2.58,50.475\n`.repeat(10_000));
    const held: number[] = [];
    for (let i = 0; i < 34; i++) {
      drain(csv.push(piece));
      held.push(bytesHeld());
    }
    expect(csv.counts).toEqual({ rows: 1_020_000, ok: 1_020_000, invalid: 0, review: 340_000 });
    // If they were kept, the answers of the ten pieces would take 20 MB.
    expect(Math.min(...held.slice(24)) - Math.min(...held.slice(10, 15))).toBeLessThan(10e6);
  });

  it('20 000 rows of thousands of dates, in less than the limit of a test', () => {
    const lines = Array.from({ length: 20_000 }, (_, day) => {
      const date = new Date(Date.UTC(2015, 0, 1 + ((day * 7919) % 5000))).toISOString().slice(0, 10);
      return `${INSIDE},${date}`;
    });
    const answers = text(`lon,lat,date\n${lines.join('\n')}\n`);
    expect(answers.trimEnd().split('\n')).toHaveLength(20_001);
  });
});
