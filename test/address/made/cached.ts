import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SEED, type MadeSize, madeStreets } from './addresses.ts';
import { writeBanFile, writeHamletsFile } from './ban-file.ts';
import { madeHamlets } from './hamlets.ts';
import type { MadeAddress } from './street.ts';

/**
 * Returns the path of a folder with `adresses-62.csv.gz` and `lieux-dits-62-beta.csv.gz`: the addresses of
 * `madeAddresses({ size })` with the default seed. Written at the first call (some seconds for a département), and
 * cached among the temporary files.
 */
export function madeFolder(size: MadeSize): string {
  const folder = join(tmpdir(), `perimetre-made-addresses-${VERSION}-${DEFAULT_SEED}-${size}`);
  if (existsSync(folder)) return folder;
  // Under a temporary name first, so that the folder is complete when it exists.
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

/** Increase with every change of the made-up data, so that an older folder is not used. */
const VERSION = 1;

function* addressesOf(size: MadeSize): Generator<MadeAddress> {
  for (const { addresses } of madeStreets({ size })) yield* addresses;
}
