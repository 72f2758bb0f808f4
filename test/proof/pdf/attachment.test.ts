import { deflateSync } from 'node:zlib';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTACHMENT_NAME, attachmentOf } from '../../../src/proof/pdf/attachment.ts';
import { proofPdf } from '../../../src/proof/pdf/proof-pdf.ts';
import { context, hidden, proof } from './proofs.ts';

let pdf: Uint8Array;
beforeAll(async () => {
  pdf = await proofPdf(proof(), context);
});

const textOf = async (bytes: Uint8Array) => new TextDecoder().decode(await attachmentOf(bytes));
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe('the attachment', () => {
  it('is the signed proof in its signed form, unchanged', async () => {
    expect(await textOf(pdf)).toBe(canonicalize(proof()));
    expect(JSON.parse(await textOf(pdf))).toEqual(proof());
  });

  it('keeps characters that the page cannot print', async () => {
    const strange = proof({ issuer: { name: '東京 🏠 Łódź', url: null } });
    expect(JSON.parse(await textOf(await proofPdf(strange, context)))).toEqual(strange);
  });

  it('contains neither address nor point when the place is hidden', async () => {
    const text = await textOf(await proofPdf(hidden(), context));
    expect(text).not.toMatch(/Levant, 62400|2\.625|50\.513|212\.345/);
  });
});

describe('any other file is refused in French', () => {
  it.each([
    ['an empty file', () => new Uint8Array(), 'Le fichier est vide'],
    ['no PDF', () => bytesOf('PK\u0003\u0004 not a PDF'), 'n’est pas un PDF'],
    ['a PDF cut short', () => pdf.slice(0, pdf.length - 40), 'incomplet'],
    ['half a PDF', () => pdf.slice(0, pdf.length / 2), 'incomplet'],
    [
      'a PDF that was added to',
      () => bytesOf(`${latin1(pdf)}\n1 0 obj\nnull\nendobj\nstartxref\n0\n%%EOF\n`),
      'modifié',
    ],
    [
      'a PDF without an attachment',
      () => bytesOf('%PDF-1.7\n1 0 obj\n<<\n>>\nendobj\nstartxref\n9\n%%EOF'),
      'ne porte pas',
    ],
    ['a huge file', () => bytesOf(`%PDF-${'x'.repeat(10_000_001)}`), 'trop grand'],
    [
      'several attachments',
      () => bytesOf(latin1(pdf).replace('%PDF-1.7\n', '%PDF-1.7\n/Type /EmbeddedFile ')),
      'plusieurs',
    ],
    [
      'an attachment of another name',
      () => bytesOf(latin1(pdf).replaceAll(ATTACHMENT_NAME, 'perimetre-proof.exe_')),
      'tel que',
    ],
    ['a table that leads elsewhere', () => bytesOf(latin1(pdf).replace(/(\nstartxref\n)\d/, '$19')), 'tel que'],
  ])('%s', async (_, make, message) => {
    const attempt = attachmentOf(make());
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(/^[A-ZÉÀ][^\n]+\.$/);
  });

  it('an attachment that unpacks to more than its stated size, or than a proof may have', async () => {
    await expect(attachmentOf(withStream(deflateSync(Buffer.alloc(100_000_000)), 500))).rejects.toThrow(
      /abîmée|trop grande/,
    );
    await expect(attachmentOf(withStream(deflateSync(Buffer.alloc(3_000_000)), 3_000_000))).rejects.toThrow(
      'trop grande',
    );
    await expect(attachmentOf(withStream(deflateSync(Buffer.from('{}')), 500))).rejects.toThrow('abîmée');
    await expect(attachmentOf(withStream(Buffer.from('not compressed'), 500))).rejects.toThrow('abîmée');
  });
});

/** A PDF of our structure with this stream as its attachment. */
function withStream(stream: Uint8Array, size: number): Uint8Array {
  const objects = [
    '<<\n/Type /Catalog\n/Names 2 0 R\n>>',
    `<<\n/EmbeddedFiles <<\n  /Names [\n    (${ATTACHMENT_NAME}) 3 0 R\n]\n>>\n>>`,
    '<<\n/Type /Filespec\n/EF <<\n/F 4 0 R\n>>\n>>',
    `<<\n/Type /EmbeddedFile\n/Params <<\n/Size ${size}\n>>\n/Length ${stream.length}\n/Filter ` +
      `/FlateDecode\n>>\nstream\n${latin1(stream)}\nendstream`,
  ];
  let text = '%PDF-1.7\n';
  const table = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  const count = objects.length + 1;
  text +=
    `xref\n0 ${count}\n0000000000 65535 f \n${table.join('')}trailer\n<<\n/Size ${count}\n/Root 1 0 ` +
    `R\n/Info 1 0 R\n>>\nstartxref\n${start}\n%%EOF\n`;
  return bytesOf(text);
}

describe('corruption', () => {
  it('an unchanged file is read', async () => {
    expect(await textOf(withStream(deflateSync(Buffer.from('{"a":1}')), 7))).toBe('{"a":1}');
  });

  it('gives the same text, another, or an Error in French, and always ends soon', async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
      how: fc.constantFrom('replace', 'insert', 'delete', 'cut'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        let bytes = pdf;
        for (const { at, bytes: others, how } of changes) {
          const from = Math.floor(at * bytes.length);
          const after = how === 'insert' ? from : how === 'cut' ? bytes.length : from + others.length;
          bytes = new Uint8Array([
            ...bytes.subarray(0, from),
            ...(how === 'replace' || how === 'insert' ? others : []),
            ...bytes.subarray(after),
          ]);
        }
        const outcome = await attachmentOf(bytes).catch((error: unknown) => error);
        if (outcome instanceof Uint8Array) expect(outcome.length).toBeLessThanOrEqual(2_000_000);
        else expect((outcome as Error).message).toMatch(/^(Le|Ce|La) [^\n]+\.$/);
      }),
      { numRuns: 400 },
    );
  });
});
