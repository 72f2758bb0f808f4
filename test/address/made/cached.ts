import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SEED, type MadeSize, madeStreets } from './addresses.ts';
import { writeBanFile, writeHamletsFile } from './ban-file.ts';
import { madeHamlets } from './hamlets.ts';
import type { MadeAddress } from './street.ts';

/**
 * The path of a folder with `adresses-62.csv.gz` and `lieux-dits-62-beta.csv.gz`, made addresses of the default seed:
 * those that
 * `madeAddresses({ size })` gives. Written at the first call, some seconds for a département, and kept among the
 * temporary files.
 */
export function madeFolder(size: MadeSize): string {
  const folder = join(tmpdir(), `perimetre-made-addresses-${VERSION}-${DEFAULT_SEED}-${size}`);
  if (existsSync(folder)) return folder;
  // Under another name first: whoever finds the folder finds it whole.
  const draft = mkdtempSync(`${folder}-`);
  writeBanFile(join(draft, 'adresses-62.csv.gz'), addressesOf(size));
  writeHamletsFile(join(draft, 'lieux-dits-62-beta.csv.gz'), madeHamlets({ size }));
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** To be raised with every change of what is made, lest an older folder be taken for it. */
const VERSION = 1;

function* addressesOf(size: MadeSize): Generator<MadeAddress> {
  for (const { addresses } of madeStreets({ size })) yield* addresses;
}
