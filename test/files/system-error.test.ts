import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { parquetMetadata } from 'hyparquet';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { BatchError } from '../../src/files/error.ts';
import { lastLine, reasonOf } from '../../src/files/system-error.ts';
import { openReadOnly } from '../../src/store/open.ts';

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('no error');
}

describe('the reason of an error', () => {
  it('is the message that this program wrote', () => {
    expect(reasonOf(new Error('le .shp est abîmé'))).toBe('le .shp est abîmé');
    expect(reasonOf(new BatchError('colonne introuvable'))).toBe('colonne introuvable');
  });

  it('is French for an error of the system', () => {
    expect(reasonOf(errorOf(() => readFileSync('/nowhere/at/all')))).toBe('ce fichier ou ce dossier n’existe pas');
    expect(lastLine(errorOf(() => readFileSync('/nowhere/at/all')))).toBe(
      '/nowhere/at/all : ce fichier ou ce dossier n’existe pas',
    );
  });

  it.each<[string, () => unknown]>([
    ['the engine', () => JSON.parse('{')],
    ['the engine, about a value', () => (undefined as unknown as { a: 1 }).a],
    ['zlib', () => inflateSync(Buffer.from('no'))],
    ['fflate', () => unzipSync(Buffer.from('no'))],
    ['hyparquet', () => parquetMetadata(new ArrayBuffer(40))],
    ['csv-parse', () => parse('"a"b')],
    ['js-yaml', () => load('a: [')],
    ['SQLite', () => openReadOnly('/nowhere/at/all.db')],
  ])('is not the English of %s', (_, work) => {
    const error = errorOf(work);
    expect(reasonOf(error)).toBe('le fichier est abîmé : sa lecture a échoué');
    expect(lastLine(error)).toMatch(/^une erreur inattendue, défaut de ce programme \([\w.:/ ,-]+\)$/);
  });
});
