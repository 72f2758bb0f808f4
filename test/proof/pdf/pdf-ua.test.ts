import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printable } from '../../../src/proof/pdf/printable.ts';
import { proofPdf } from '../../../src/proof/pdf/proof-pdf.ts';
import { hasPrograms, withPrograms } from '../../debian.ts';
import { PdfFile } from './pdf-file.ts';
import { pdfUaFaults, readAloud } from './pdf-ua.ts';
import { context, hidden, proof, realVerdicts, verdict } from './proofs.ts';
import { shownTexts } from './shown-text.ts';

const FACTS = { applicant: 'association', expenses: 5000, publicShareFromQpv: 0.8, schoolTime: 'no' } as const;
const ASKED = { where: { lon: 2.625, lat: 50.513, citycode: '62119' }, date: '2024-10-01', application: FACTS };

describe('a proof is PDF/UA-1', () => {
  const long = 'Une raison qui n’en finit pas, et qui continue sur une autre page. '.repeat(200);
  it.each([
    ['of one scheme', () => proof()],
    ['of a few schemes', () => proof({}, realVerdicts(['fcs', 'bop-147']))],
    ['of all schemes', () => proof({}, realVerdicts())],
    ['with facts', () => proof({ question: { kind: 'eligibility', body: ASKED } }, realVerdicts(undefined, FACTS))],
    ['without its place', () => hidden()],
    ['without an answer', () => proof({}, [])],
    ['with a text over several pages', () => proof({}, [verdict({ reasons: [{ code: 'long', message: long }] })])],
    ['with strange letters', () => proof({ issuer: { name: 'Łódź Ελλάδα Київ 東京 🏠 a\u0000', url: null } })],
  ])('%s', async (_, make) => {
    expect(pdfUaFaults(await proofPdf(make(), context))).toEqual([]);
  });

  it('without a public address of the service', async () => {
    expect(pdfUaFaults(await proofPdf(proof(), { ...context, verifyUrl: null }))).toEqual([]);
  });

  it('where these checks find the faults of another document', async () => {
    const doc = new PDFDocument({ compress: true });
    const chunks: Uint8Array[] = [];
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    const ended = new Promise((resolve) => doc.once('end', resolve));
    doc.text('Untagged').link(10, 10, 50, 50, 'https://perimetre.example.org').end();
    await ended;
    const clauses = pdfUaFaults(new Uint8Array(Buffer.concat(chunks))).map((fault) =>
      fault.slice(0, fault.indexOf(':')),
    );
    for (const clause of [
      '5',
      '6.2',
      '7.1-3',
      '7.1-10',
      '7.1-11',
      '7.2',
      '7.4',
      '7.18.5-1',
      '7.18.5-2',
      '7.21.4.1-1',
    ]) {
      expect(clauses).toContain(clause);
    }
  });
});

describe('a screen reader', () => {
  it('reads headings in order, lists with their labels, and words that no line end joins', async () => {
    const file = new PdfFile(await proofPdf(proof({}, realVerdicts()), context));
    const read = readAloud(file);
    const headings = read.filter((line) => /^H\d/.test(line));
    expect(headings.slice(0, 4)).toEqual([
      'H1: Indication d’éligibilité',
      'H2: La question',
      'H2: La situation',
      expect.stringMatching(/^H2: Les réponses \d/),
    ]);
    expect(headings).toContain('H3: Cité éducative');
    expect(headings.slice(-3)).toEqual(['H3: Références', 'H3: À qui s’adresser', 'H3: Vérifier ce document']);
    const at = read.indexOf('Lbl: Adresse');
    expect(read[at + 1]).toBe('LBody: 12 Rue du Levant, 62400 Béthune');
    expect(read).toContain('Lbl: À justifier :');
    expect(read).toContain('Lbl: [1]');
    const written = realVerdicts().flatMap(({ conditions }) => conditions.map(({ message }) => printable(message)));
    const bodies = read.filter((line) => line.startsWith('LBody: ')).map((line) => line.slice('LBody: '.length));
    for (const message of written) expect(bodies).toContain(message.replace(/\s+/g, ' '));
  });

  it('reads what the map and the code show', async () => {
    const read = readAloud(new PdfFile(await proofPdf(proof(), context)));
    const figures = read.filter((line) => line.startsWith('Figure: '));
    expect(figures).toEqual([
      'Figure: Code QR. Où vérifier ce document : https://perimetre.example.org/verifier',
      'Figure: Plan du lieu, le nord en haut. ' +
        'Dans le quartier « Quartier du Levant » (QPV QN06208M), à 212,3 m de sa limite.',
    ]);
  });

  it('reads a text over several pages as one', async () => {
    const message = `${'Une raison qui n’en finit pas. '.repeat(400)}Fin.`;
    const file = new PdfFile(await proofPdf(proof({}, [verdict({ reasons: [{ code: 'long', message }] })]), context));
    expect(file.pages.length).toBeGreaterThan(2);
    expect(readAloud(file)).toContain(`P: ${message}`);
  });
});

it('no type is smaller than 9 points, and texts to read have 10.5 or more', async () => {
  for (const verdicts of [realVerdicts(), [verdict()]]) {
    const file = new PdfFile(await proofPdf(proof({}, verdicts), context));
    const shown = file.pages.flatMap((page) => shownTexts(file, page));
    expect(Math.min(...shown.map(({ size }) => size))).toBeGreaterThanOrEqual(9);
    const [condition] = verdicts.flatMap(({ conditions }) => conditions);
    const start = printable(condition!.message).split(' ').slice(0, 2).join(' ');
    const sizes = shown.filter(({ characters }) => characters.join('').startsWith(start)).map(({ size }) => size);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10.5);
  }
});

it('every character that is kept is in both fonts', async () => {
  const all = Array.from({ length: 0x2300 }, (_, code) => String.fromCharCode(code)).filter(
    (one) => printable(one) === one,
  );
  expect(all.length).toBeGreaterThan(600);
  const name = all.filter((one) => one !== ' ').join('');
  const where = { address: name, lon: 2.625, lat: 50.513, uncertainty: 20 };
  expect(pdfUaFaults(await proofPdf(proof({ place: where, reference: name }), context))).toEqual([]);
});

const asRead = withPrograms('as Poppler reads it', 'pdfinfo', 'pdffonts');
describe.skipIf(!hasPrograms('pdfinfo', 'pdffonts'))(asRead, () => {
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  const path = join(folder, 'proof.pdf');
  beforeAll(async () => writeFileSync(path, await proofPdf(proof({}, realVerdicts()), context)));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (command: string, ...options: string[]) =>
    execFileSync(command, [...options, path], { encoding: 'utf8' });

  it('the file is tagged and titled', () => {
    const info = run('pdfinfo');
    expect(info).toMatch(/Title: +Indication d’éligibilité/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(run('pdfinfo', '-meta')).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });

  it('the fonts are embedded subsets with their characters', () => {
    const [, , ...fonts] = run('pdffonts').trimEnd().split('\n');
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect(font).toMatch(/CID TrueType +Identity-H +yes yes yes/);
  });

  it('the structure has headings, lists and a link', () => {
    const structure = run('pdfinfo', '-struct-text');
    expect(structure).toMatch(/H1 \(block\)\n +"Indication d’éligibilité"/);
    expect(structure).toMatch(/Lbl \(block\)\n +"Adresse"\n +LBody \(block\)\n +"12 Rue du Levant, 62400 Béthune"/);
    expect(structure).toMatch(/Link \(inline\)\n +"Vérifier ce document"\n +Object/);
  });
});
