import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from '../../french/read-document.ts';

/**
 * Reads the source of the addresses: `addresses` in `sources.yaml` of the data folder. Throws an Error that names the
 * wrong keys.
 */
export function loadAddressSource(dataFolder: string): AddressSource {
  return readDocument(join(dataFolder, 'sources.yaml'), schema).addresses;
}

export type AddressSource = z.output<typeof schema>['addresses'];

/** The files of some départements, as the portal names them. */
export function addressFiles({ url, files }: AddressSource, departements: readonly string[]): AddressFile[] {
  return departements.flatMap((departement) =>
    files.map(({ name, isOptional }) => {
      const id = name.replace('{departement}', departement);
      return { id, url: `${url}/${id}`, isOptional };
    }),
  );
}

/** A file of a portal. The others can be loaded without an optional one. */
export interface AddressFile {
  readonly id: string;
  readonly url: string;
  readonly isOptional: boolean;
}

/**
 * Finds the address files of a folder, for some départements or for all, under the portal's names, compressed or not.
 * Throws an Error of one French line when there are none, or two for one département.
 */
export async function findAddressFiles(folder: string, departements?: readonly string[]): Promise<string[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (error) {
    const isFile = (error as NodeJS.ErrnoException).code === 'ENOTDIR';
    throw new Error(`${folder} : ${isFile ? 'ce n’est pas un dossier' : 'ce dossier n’existe pas'}`, { cause: error });
  }
  const found = new Map<string, string>();
  for (const name of names) {
    const match = FILE.exec(name);
    if (!match || (departements && !departements.includes(match[2]!))) continue;
    const key = `${match[1]} ${match[2]}`;
    if (found.has(key))
      throw new Error(`addresses : ${found.get(key)} et ${name} disent la même chose, lequel prendre ?`);
    found.set(key, name);
  }
  const lacking = departements?.find((departement) => !found.has(`adresses ${departement}`));
  const hasNone = ![...found.keys()].some((key) => key.startsWith('adresses '));
  if (hasNone || lacking !== undefined) {
    throw new Error(`addresses : aucun fichier adresses-${lacking ?? '*'}.csv.gz ou .csv dans ${folder}`);
  }
  return [...found.values()];
}

const FILE = /^(adresses|lieux-dits)-(\d{2}|2[AB]|97\d|98\d)(?:-beta)?\.csv(?:\.gz)?$/;

const schema = z.object({
  addresses: z.strictObject({
    label: z.string().min(1),
    url: z.url(),
    files: z.array(z.strictObject({ name: z.string().includes('{departement}'), isOptional: z.boolean() })).min(1),
    departements: z.array(z.string().regex(/^(\d{2}|2[AB]|97\d|98\d)$/)).min(1),
    source: z.string().min(1),
    licence: z.string().min(1),
  }),
});
