import { repair } from '../geo/repair.ts';
import type { CurrentZones } from './current.ts';
import { planImport } from './import.ts';
import { coverageNamed } from './named-coverage.ts';
import { type PerimeterFile, readPerimeterFile } from './read/perimeter-file.ts';
import type { Registry } from './registry.ts';
import type { CommuneSource, PerimeterSource, Source } from './sources.ts';
import type { Change, CommuneContour, Versions } from './versions.ts';

/**
 * What the file of a source would change in the current version. Throws an Error of one French line when the file is not
 * what the source says of it: its count of objects, its attributes, its rings.
 */
export async function planUpdate(source: Source, path: string, store: UpdateStore): Promise<Change> {
  const file = await readSource(source, path);
  const { from, to } = source.count;
  if (file.features.length < from || file.features.length > to) {
    const expected = from === to ? `${from}` : `de ${from} à ${to}`;
    throw new Error(`${source.id} : ${file.features.length} objets au lieu de ${expected}, le fichier a changé`);
  }
  for (const field of source.fields) {
    if (!file.features.every(({ properties }) => field.toLowerCase() in lowerCased(properties))) {
      throw new Error(`${source.id} : l’attribut ${field} manque, le fichier a changé`);
    }
  }
  return source.what === 'perimeters' ? planPerimeters(source, file, store) : planContours(source, file, store);
}

export interface UpdateStore {
  readonly registry: Registry;
  readonly versions: Versions;
  readonly current: CurrentZones;
}

/** Several changes as one: they concern different generations, kinds or contours. */
export function joined(changes: readonly Change[]): Change {
  const contours = changes.map((change) => change.contours).find((found) => found !== undefined);
  return {
    perimeters: changes.flatMap((change) => change.perimeters ?? []),
    withdrawn: changes.flatMap((change) => change.withdrawn ?? []),
    coverages: changes.flatMap((change) => change.coverages ?? []),
    ...(contours && { contours }),
  };
}

async function readSource(source: Source, path: string): Promise<PerimeterFile> {
  const layer = source.what === 'perimeters' ? source.layer : undefined;
  try {
    if (layer === undefined) return await readPerimeterFile(path);
    // The same perimeters also circulate alone, in a file of another name.
    return await readPerimeterFile(path, { layer }).catch(() => readPerimeterFile(path));
  } catch (error) {
    throw new Error(`${source.id} : ${(error as Error).message}`, { cause: error });
  }
}

function planPerimeters(
  source: PerimeterSource,
  file: PerimeterFile,
  { registry, versions, current }: UpdateStore,
): Change {
  const { generation, kind, status, licence } = source;
  const coverage = coverageNamed(source.coverage, registry, () => '');
  const precision = source.precision + file.transformation.precision;
  const snapshot = versions.read(current.zones.dataVersion);
  const plan = planImport(
    file,
    { generation, kind, status, precision, source: source.source, licence, coverage, replace: false },
    snapshot,
    registry,
    current.zones.communes,
  );
  if (plan.change === null) throw new Error(`${source.id} : ${plan.problems.slice(0, 3).join(' ; ')}`);
  return plan.change;
}

function planContours(source: CommuneSource, file: PerimeterFile, { registry }: UpdateStore): Change {
  const communes = file.features.map(({ properties, geometry }): CommuneContour => {
    const attributes = lowerCased(properties);
    const epci = attributes.codeepci ?? attributes.epci;
    const citycode = String(attributes.code);
    return {
      citycode,
      name: String(attributes.nom),
      // The State's answer is that of one agglomeration; a file with neighbours says which is whose.
      agglomeration: 'epci' in attributes || 'codeepci' in attributes ? epci === registry.agglomeration.siren : true,
      geometry: repair(geometry).shape,
    };
  });
  const codes = new Set(communes.map(({ citycode }) => citycode));
  const absent = registry.communes.filter(({ citycode, agglomeration }) => agglomeration && !codes.has(citycode));
  if (absent.length > 0) {
    throw new Error(`${source.id} : il manque ${absent.map(({ name }) => name).join(', ')}, le fichier a changé`);
  }
  return { contours: { precision: source.precision, source: source.source, licence: source.licence, communes } };
}

function lowerCased(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key.toLowerCase(), value]));
}
