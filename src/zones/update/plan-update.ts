import { basename } from 'node:path';
import { communeContours, lowerCased } from '../commune-contours.ts';
import type { CurrentZones } from '../current.ts';
import { planImport } from '../import.ts';
import { coverageNamed } from '../named-coverage.ts';
import { type PerimeterFile, readPerimeterFile } from '../perimeter-file.ts';
import type { Registry } from '../registry.ts';
import type { Change, Versions } from '../versions.ts';
import type { CommuneSource, PerimeterSource, Source } from './sources.ts';

/**
 * Returns the changes that the file of a source would make to the current version. Throws an Error of one French line
 * when the file does not match its source: count of features, attributes or rings.
 */
export async function planUpdate(source: Source, path: string, store: UpdateStore): Promise<PlannedUpdate> {
  const file = await readSource(source, path);
  const { from, to } = source.count;
  if (file.features.length < from || file.features.length > to) {
    const expected = from === to ? `${from}` : `${from} à ${to}`;
    throw new Error(`${source.id} : ${file.features.length} objets au lieu de ${expected}, le fichier a changé`);
  }
  for (const field of source.fields) {
    if (!file.features.every(({ properties }) => field.toLowerCase() in lowerCased(properties))) {
      throw new Error(`${source.id} : l’attribut ${field} manque, le fichier a changé`);
    }
  }
  return source.what === 'perimeters' ? planPerimeters(source, file, store) : planContours(source, file, store);
}

export interface PlannedUpdate {
  /** Empty when the current version already has everything in the file. */
  readonly change: Change;
  readonly features: number;
  /** How many zones, or communes, had invalid rings. */
  readonly repaired: number;
  /** Zones in force that the file no longer contains. They stay. */
  readonly absent: readonly string[];
  readonly notices: readonly string[];
}

export interface UpdateStore {
  readonly registry: Registry;
  readonly versions: Versions;
  readonly current: CurrentZones;
}

/** Joins changes of different generations, kinds or contours into one. */
export function joined(changes: readonly Change[]): Change {
  const contours = changes.map((change) => change.contours).find((found) => found !== undefined);
  return {
    perimeters: changes.flatMap((change) => change.perimeters ?? []),
    withdrawn: changes.flatMap((change) => change.withdrawn ?? []),
    coverages: changes.flatMap((change) => change.coverages ?? []),
    ...(contours && { contours }),
  };
}

/** Returns whether a change has no effect. */
export function isEmpty({ perimeters = [], withdrawn = [], coverages = [], contours }: Change): boolean {
  return perimeters.length + withdrawn.length + coverages.length === 0 && contours === undefined;
}

async function readSource(source: Source, path: string): Promise<PerimeterFile> {
  const layer = source.what === 'perimeters' ? source.layer : undefined;
  try {
    if (layer === undefined) return await readPerimeterFile(path);
    // The same perimeters are also published alone, in a file of another name.
    return await readPerimeterFile(path, { layer }).catch(() => readPerimeterFile(path));
  } catch (error) {
    // A downloaded file is in a temporary folder, so its path means nothing to the user.
    const reason = (error as Error).message.replace(`${path} : `, '');
    const isFetched = basename(path) === source.id;
    throw new Error(`${source.id} : ${isFetched ? 'le fichier reçu' : basename(path)} : ${reason}`, { cause: error });
  }
}

async function planPerimeters(
  source: PerimeterSource,
  file: PerimeterFile,
  { registry, versions, current }: UpdateStore,
): Promise<PlannedUpdate> {
  const { generation, kind, status, licence } = source;
  const coverage = await coverageNamed(source.coverage, registry);
  const precision = source.precision + file.transformation.precision;
  const plan = planImport(
    file,
    { generation, kind, status, precision, source: source.source, licence, coverage, replace: false, isUnread: true },
    versions.read(current.zones.dataVersion),
    registry,
    current.zones.communes,
  );
  if (plan.change === null) throw new Error(`${source.id} : ${plan.problems.slice(0, 3).join(' ; ')}`);
  return {
    change: plan.change,
    features: plan.features,
    repaired: plan.repaired.length,
    absent: plan.absent.map(({ id }) => id),
    notices: plan.notices,
  };
}

function planContours(
  { id, precision, source, licence }: CommuneSource,
  file: PerimeterFile,
  { registry, versions, current }: UpdateStore,
): PlannedUpdate {
  const { communes, repaired } = contoursIn(id, file, registry);
  const contours = { precision, source, licence, communes };
  const inForce = versions.read(current.zones.dataVersion).contours;
  return {
    change: JSON.stringify(contours) === JSON.stringify(inForce) ? {} : { contours },
    features: file.features.length,
    repaired,
    absent: [],
    notices: file.notices,
  };
}

function contoursIn(id: string, file: PerimeterFile, registry: Registry) {
  try {
    return communeContours(file.features, registry);
  } catch (error) {
    throw new Error(`${id} : ${(error as Error).message}`, { cause: error });
  }
}
