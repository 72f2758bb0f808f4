import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../src/files/csv/header.ts';
import { SafeCells } from '../../../src/files/csv/safe-cells.ts';
import { safeText } from '../../../src/french/safe-text.ts';

function safe(text: string, separator = ','): string {
  const header = Buffer.from(`a${separator}b\n`);
  const cells = new SafeCells();
  cells.begin(header, readHeader(header, { encoding: 'utf-8' })!);
  return cells.rows(Buffer.from(text)).toString();
}

describe('cells that a spreadsheet would take for a formula', () => {
  it.each([
    ['=1+1,x\n', "'=1+1,x\n"],
    ['x,+cmd\n', "x,'+cmd\n"],
    ['-cmd,@SUM(A1)\r\n', "'-cmd,'@SUM(A1)\r\n"],
    ['"=1+1","""=1"""\n', '"\'=1+1","""\'=1"""\n'],
    ['"\t=1",\rx\n', "\"'\t'=1\",'\rx\n"],
    ['""=1,-\n', '""\'=1,\'-\n'],
    ['＝1+1,x\n', "'＝1+1,x\n"],
    ['+33 6 12 34 56 78,x', "'+33 6 12 34 56 78,x"],
    // Not a number: a formula after a decimal comma.
    ['"-1,5+cmd",x\n', '"\'-1,5+cmd",x\n'],
    // Read with a semicolon as separator, this begins a cell.
    ['a;=1,x\n', "a;'=1,x\n"],
    ['"a\n=1",x\n', '"a\n\'=1",x\n'],
  ])('%j', (text, written) => {
    expect(safe(text)).toBe(written);
  });

  it.each([
    ['-12.5,+3\n'],
    ['"-12,5",-1e5\n'],
    ['-.5,\r\n'],
    [',\n,\r\n'],
    ['"","""a"""\n'],
    ['"a\r\nb",c-d=e\n'],
    ['é,ï\n'],
    ['a-b;c=d,12;-5\n'],
  ])('leaves %j unchanged', (text) => {
    expect(safe(text)).toBe(text);
  });

  it('uses the separator of the file', () => {
    expect(safe('-12,5;=1\n', ';')).toBe("-12,5;'=1\n");
    expect(safe('a\t\t=1\t\n', '\t')).toBe("a\t\t'=1\t\n");
  });

  it('leaves no cell that begins like a formula, and every cell unchanged after the apostrophe', () => {
    const cell = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '1', '.', 'a', ' ', ',', ';', '"', '\n', '\t', 'é'),
      maxLength: 6,
    });
    const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = rows.map((row) => `x,${row.map(quoted).join(',')}\n`).join('');
        const written = safe(text);
        const read: string[][] = parse(written);
        expect(read).toHaveLength(rows.length);
        read.forEach(([, ...cells], i) => {
          cells.forEach((one, j) => {
            expect(one.replaceAll("'", '')).toBe(rows[i]![j]);
            expect(one).not.toMatch(/^[=@\t\n]|^[+-](?!\d*[.,]?\d*(e[+-]?\d+)?\s*$)/);
          });
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('are found in a value as in the quoted cell that holds it', () => {
    const text = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '1', '.', 'e', ' ', ',', ';', '"', '\n', '\r', '\t', '＝'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, (value) => {
        const cell = (content: string) => `"${content.replaceAll('"', '""')}"`;
        expect(cell(safeText(value))).toBe(safe(cell(value)));
      }),
      { numRuns: 2000 },
    );
  });

  it('adds the apostrophe to column names too, after a byte order mark', () => {
    const header = Buffer.from('\ufeff=a,b\n');
    expect(new SafeCells().begin(header, readHeader(header, { encoding: 'utf-8' })!).toString()).toBe("\ufeff'=a,b\n");
  });
});
