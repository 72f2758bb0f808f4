import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { Tally } from '../../src/batch/tally.ts';
import { shipped as zones } from '../world.ts';

/**
 * The answer to a file in pieces of `size` bytes. A run with a tally parses each row whole; others use the fast path
 * for plain rows.
 */
function answered(file: Buffer, size: number, isTallied: boolean): string {
  const answer = new CsvAnswer({ zones, date: '2024-10-01', tally: isTallied ? new Tally(zones) : undefined });
  const out: Buffer[] = [];
  for (let at = 0; at < file.length; at += size)
    out.push(Buffer.concat([...answer.push(file.subarray(at, at + size))]));
  out.push(...answer.end());
  return Buffer.concat(out).toString('latin1');
}

const coordinate = (from: number, to: number) =>
  fc.double({ min: from, max: to, noNaN: true }).map((value) => value.toFixed(6));
const odd = fc.constantFrom(
  ...[
    '',
    ' ',
    '"2.6"',
    '2,6',
    ' 2.6',
    '2.6 ',
    '-2.6',
    '+2.6',
    '--2',
    '2.6.1',
    '.5',
    '5.',
    '.',
    '-',
    '1e1',
    'NaN',
    '0x10',
  ],
  ...[
    '50.5',
    '181',
    '1234567890123456',
    '2.6289000000000000000',
    '"a;b"',
    '"a\nb"',
    '"a""b"',
    'é',
    '\r',
    '="x"',
    'a"b',
  ],
);
const lon = fc.oneof({ weight: 8, arbitrary: coordinate(2.3, 2.9) }, { weight: 1, arbitrary: odd });
const lat = fc.oneof({ weight: 8, arbitrary: coordinate(50.3, 50.7) }, { weight: 1, arbitrary: odd });
const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'rue', '') }, { weight: 1, arbitrary: odd });
const row = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(text, lon, lat, text).map((fields) => fields.join(';')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'a;2.6', 'a;2.6;50.5;b;c', ';;;', 'a;50.5;2.6;b', `${'x'.repeat(5000)};2.6;50.5;`),
  },
);

it('rows of the fast path and of the general path have the same answers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(row, fc.constantFrom('\n', '\n', '\r\n', '\r\r\n')), { maxLength: 60 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 3000 }),
      (rows, isEnded, size) => {
        const body = rows.map(([line, eol]) => line + eol).join('');
        const file = Buffer.from(`id;lon;lat;note\n${isEnded ? body : body.replace(/[\r\n]+$/, '')}`);
        const outcome = (isTallied: boolean) => {
          try {
            return answered(file, size, isTallied);
          } catch (error) {
            return String(error);
          }
        };
        expect(outcome(false)).toBe(outcome(true));
      },
    ),
    { numRuns: 1000 },
  );
});
