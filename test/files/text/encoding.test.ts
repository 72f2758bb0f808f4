import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LateAccents } from '../../../src/files/csv/late-accents.ts';
import { countUtf8, detectEncoding } from '../../../src/files/text/detect-encoding.ts';
import { decode, encode, encodingNamed } from '../../../src/files/text/encoding.ts';

describe('an encoding', () => {
  it('has several names, and ISO-8859-1 is read as windows-1252', () => {
    const names = ['UTF-8', 'iso-8859-1', 'ISO_8859-1', 'latin1', 'windows-1252', 'utf-16'];
    expect(names.map(encodingNamed)).toEqual(['utf-8', ...Array(4).fill('windows-1252'), undefined]);
  });

  it('windows-1252 keeps its letters, and replaces others by plain ones', () => {
    const text = 'œ ’ € – … É ÿ';
    expect(decode(encode(text, 'windows-1252'), 'windows-1252')).toBe(text);
    expect(encode('ă 日 😀', 'windows-1252').toString('latin1')).toBe('a ? ?');
  });

  it('is UTF-8 where most accents are, with U+FFFD for each stray byte', async () => {
    const of = async (...pieces: Buffer[]) => {
      async function* read() {
        yield* pieces;
      }
      return detectEncoding(read);
    };
    const [utf8, latin] = [Buffer.from('é'), Buffer.from('é', 'latin1')];
    expect(await of(Buffer.from('abc'))).toEqual({ encoding: 'utf-8', hasStrays: false });
    expect(await of(utf8, utf8, latin)).toEqual({ encoding: 'utf-8', hasStrays: true });
    expect(await of(utf8, latin, latin)).toEqual({ encoding: 'windows-1252', hasStrays: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const lost = [...Buffer.from(bytes).toString('utf8')].filter((char) => char === '\ufffd').length;
        const kept = Buffer.from(bytes).includes(Buffer.from('\ufffd'));
        if (!kept) expect(countUtf8(bytes).stray).toBe(lost);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a stream that begins in ASCII is detected at its first accents, with any division into pieces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\n', 'été', 'œu', '€.'), maxLength: 30 }),
        fc.constantFrom('utf-8' as const, 'windows-1252' as const),
        fc.integer({ min: 1, max: 7 }),
        (text, encoding, size) => {
          const late = new LateAccents();
          const bytes = encode(text, encoding);
          const out: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += size) out.push(late.take(bytes.subarray(at, at + size), false));
          out.push(late.take(Buffer.alloc(0), true));
          expect(Buffer.concat(out).toString()).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});
