import { describe, expect, it } from 'vitest';
import { longDate, shortDate } from '../../src/french/dates.ts';
import { escapeMarkup } from '../../src/french/escape.ts';
import { relationLabel, streetStatusLabel, tierLabel, tierNames } from '../../src/french/labels.ts';
import { capitalised, eitherOf } from '../../src/french/sentence.ts';
import { spreadsheetCsv } from '../../src/french/spreadsheet.ts';

const tiers = Object.keys(tierNames) as (keyof typeof tierNames)[];

describe('a label', () => {
  it('takes the width of the band from its caller, or leaves it out', () => {
    const relations = ['inside', 'band', 'near'] as const;
    const statuses = ['inside', 'partly', 'limit', 'band', 'outside'] as const;
    const all = (band: number | null) => [
      ...tiers.map((tier) => tierLabel(tier, band)),
      ...relations.map((relation) => relationLabel(relation, band)),
      ...statuses.map((status) => streetStatusLabel(status, band)),
    ];
    expect(all(250).filter((label) => label.includes('250 m'))).toHaveLength(6);
    expect(all(250).join()).not.toContain('300');
    expect(all(null).join()).not.toMatch(/\d/);
    expect(new Set(all(null)).size).toBe(all(null).length);
  });

  it('follows « le lieu est »', () => {
    expect(tierLabel('fonds-de-concours', 300)).toBe('hors des quartiers, à moins de 300 m de l’un d’eux');
    expect(tierLabel('bop-147', 300)).toBe('dans un quartier prioritaire (QPV)');
  });
});

describe('a date', () => {
  it('is written in words, or in digits', () => {
    expect(longDate('2024-10-01')).toBe('1er octobre 2024');
    expect(longDate('2024-10-11')).toBe('11 octobre 2024');
    expect(shortDate('2024-10-01')).toBe('01/10/2024');
  });
});

describe('a text', () => {
  it('is escaped for HTML and XML, in content and in quoted attributes', () => {
    expect(escapeMarkup('a < b & "c" > d')).toBe('a &lt; b &amp; &quot;c&quot; &gt; d');
  });

  it('is capitalised, accents included', () => {
    expect(capitalised('à examiner')).toBe('À examiner');
  });

  it('lists alternatives', () => {
    expect(eitherOf(['oui', 'non'])).toBe('oui ou non');
    expect(eitherOf(['oui', 'à examiner', 'non'])).toBe('oui, à examiner ou non');
  });
});

describe('a CSV for a French spreadsheet', () => {
  it('has semicolons, decimal commas, quotes where a field needs them, a byte order mark and CRLF', () => {
    expect(
      spreadsheetCsv([
        ['a', 'b;c', 'd"e'],
        ['f', 1.5, 2],
      ]),
    ).toBe('\uFEFFa;"b;c";"d""e"\r\nf;1,5;2\r\n');
  });

  it('has no text that becomes a formula, in any column', () => {
    const rows = [['=1+1', '+33 6', '-2', '@SUM(A1)', 'a;=1', '\t=1', -2, '1-9']];
    expect(spreadsheetCsv(rows)).toBe("\uFEFF'=1+1;'+33 6;-2;'@SUM(A1);\"a;'=1\";'\t'=1;-2;1-9\r\n");
  });
});
