import { reasonOf } from '../files/system-error.ts';
import { quantity } from '../french/numbers.ts';
import { boundaryDistance } from '../geo/distance.ts';
import { areaOf, difference, intersection, union } from '../geo/overlay.ts';
import { boundingBoxOf, type MultiPolygon } from '../geo/polygon.ts';
import { repair } from '../geo/repair.ts';
import type { CommuneArea } from './communes.ts';
import { isInFrance } from './france.ts';
import { type Match, matchFeature } from './match.ts';
import type { Registry } from './registry.ts';
import { type Change, checksumOf, type Snapshot, type StoredCoverage, type StoredPerimeter } from './versions.ts';
import { writtenPrecision } from './written-precision.ts';
import type { Coverage, Kind } from './zone.ts';

/**
 * Returns the changes that a file of perimeters would make: each feature is matched with a zone, repaired and compared
 * with the perimeter in force. Nothing is stored: `change` is the argument for `Versions.append`, null when a problem
 * prevents the import.
 */
export function planImport(
  file: ImportedFile,
  description: ImportDescription,
  current: Snapshot,
  registry: Registry,
  communes: Areas,
): ImportPlan {
  const { generation, kind } = description;
  const { zones, problems, notices } = zonesOf(file, description, registry);
  const imported = [...zones.values()];
  problems.push(...imported.flatMap((zone) => misplaced(zone, communes)));
  if (imported.length === 0 && problems.length === 0) problems.push('le fichier ne contient aucun objet');

  const inForce = new Map(
    current.perimeters.filter((p) => p.generation === generation && p.kind === kind).map((p) => [p.zone, p]),
  );
  const absent = [...inForce.values()].filter(({ zone }) => !zones.has(zone));
  const withdrawn = description.replace ? absent : [];
  problems.push(...uncovered(withdrawn, description, current, registry));
  const remaining = current.perimeters.filter(
    (p) => p.generation === generation && !zones.has(p.zone) && !withdrawn.includes(p),
  );
  const perimeters = imported.map((zone) => toStored(zone, description));
  return {
    features: file.features.length,
    matched: imported.map(({ id, name, by, fileName }) => ({ id, name, by, fileName })),
    stillMissing: registry.zones
      .filter((zone) => zone.generation === generation && zone.kind === kind && !zones.has(zone.id))
      .filter(({ id }) => description.replace || !inForce.has(id))
      .map(({ id, name }) => ({ id, name })),
    repaired: imported
      .filter(({ ringsRepaired }) => ringsRepaired > 0)
      .map(toRepair)
      .sort((a, b) => movedArea(b) - movedArea(a)),
    overlaps: overlapsOf(imported, remaining),
    differences: imported.map((zone) => differenceOf(zone, inForce.get(zone.id))),
    absent: absent.map(({ zone, name }) => ({ id: zone, name, outcome: description.replace ? 'withdrawn' : 'kept' })),
    problems,
    notices: [...file.notices, ...notices, ...coarselyWritten(file, description)],
    change:
      problems.length > 0
        ? null
        : {
            perimeters: perimeters.filter((perimeter) => !isSame(perimeter, inForce.get(perimeter.zone))),
            withdrawn: withdrawn.map(({ zone }) => ({ generation, zone })),
            coverages: coverageChange(description, current),
          },
  };
}

/** The communes, or those of them that the zones are in. */
interface Areas {
  readonly areas: readonly Pick<CommuneArea, 'citycode' | 'shape'>[];
}

/** The parts of a perimeter file that an import uses. */
export interface ImportedFile {
  readonly features: readonly {
    readonly index: number;
    readonly properties: Readonly<Record<string, unknown>>;
    readonly geometry: MultiPolygon;
  }[];
  readonly notices: readonly string[];
}

/** The description of the file by the person who imports it. */
export interface ImportDescription {
  readonly generation: string;
  readonly kind: Kind;
  readonly status: StoredPerimeter['status'];
  /** In metres, including that of a change of datum. */
  readonly precision: number;
  readonly source: string;
  readonly licence: string;
  /** Where the file is complete. When undefined, the coverage in force stays. */
  readonly coverage?: Coverage | undefined;
  /** Whether zones absent from the file lose their perimeter. */
  readonly replace: boolean;
  /** Whether the file was not checked by a person, as when it is downloaded: its decimals then limit its precision. */
  readonly isUnread?: boolean | undefined;
}

export interface ImportPlan {
  readonly features: number;
  readonly matched: readonly {
    readonly id: string;
    readonly name: string;
    /** Matched by its code or its name; `file` for a zone that the registry lacks. */
    readonly by: 'code' | 'name' | 'file';
    readonly fileName: string;
  }[];
  /** Zones of the registry that would still have no perimeter. */
  readonly stillMissing: readonly { readonly id: string; readonly name: string }[];
  /** The largest change of area first. */
  readonly repaired: readonly RepairedZone[];
  /** Square metres shared by two zones, the largest first. */
  readonly overlaps: readonly { readonly a: string; readonly b: string; readonly area: number }[];
  /** Square metres that each zone gains and loses; both null when it has no perimeter in force. */
  readonly differences: readonly {
    readonly id: string;
    readonly gained: number | null;
    readonly lost: number | null;
    readonly area: number;
  }[];
  /** Zones in force that are absent from the file. */
  readonly absent: readonly { readonly id: string; readonly name: string; readonly outcome: 'kept' | 'withdrawn' }[];
  /** Each one prevents the import. */
  readonly problems: readonly string[];
  readonly notices: readonly string[];
  readonly change: Change | null;
}

export interface RepairedZone {
  readonly id: string;
  readonly rings: number;
  /** Square metres, as the rings were drawn and after repair. */
  readonly areaBefore: number;
  readonly areaAfter: number;
}

interface ImportedZone {
  readonly id: string;
  readonly name: string;
  readonly communes: readonly string[];
  readonly by: 'code' | 'name' | 'file';
  readonly fileName: string;
  readonly shape: MultiPolygon;
  readonly ringsRepaired: number;
  readonly areaBefore: number;
  readonly areaAfter: number;
}

/** In square metres. Two quarters drawn along the same street share less than this. */
const NEGLIGIBLE_AREA = 1;
/** In metres. When a quarter is drawn farther than this from all its communes, the file is in another CRS. */
const MISPLACED = 2000;

/** The zone of each feature, repaired. Features of one zone are united. */
function zonesOf(
  file: ImportedFile,
  { generation, kind }: ImportDescription,
  registry: Registry,
): { zones: Map<string, ImportedZone>; problems: string[]; notices: Set<string> } {
  const zones = new Map<string, ImportedZone>();
  const problems: string[] = [];
  const notices = new Set<string>();
  for (const feature of file.features) {
    const match = matchFeature(feature, generation, kind, registry.zones);
    if (match.outcome === 'unmatched') {
      problems.push(match.problem);
      continue;
    }
    const identity = identityOf(match);
    const before = zones.get(identity.id);
    if (before) notices.add(`${identity.id} est en plusieurs objets : ils sont réunis`);
    try {
      const mended = repair(feature.geometry);
      zones.set(identity.id, {
        ...identity,
        shape: before ? union(before.shape, mended.shape) : mended.shape,
        ringsRepaired: (before?.ringsRepaired ?? 0) + mended.repaired,
        areaBefore: (before?.areaBefore ?? 0) + Math.abs(mended.areaBefore),
        areaAfter: (before?.areaAfter ?? 0) + mended.areaAfter,
      });
    } catch (error) {
      problems.push(`${identity.id} : ${reasonOf(error, 'son tracé ne se répare pas')}`);
    }
  }
  return { zones, problems, notices };
}

function identityOf(
  match: Exclude<Match, { outcome: 'unmatched' }>,
): Pick<ImportedZone, 'id' | 'name' | 'communes' | 'by' | 'fileName'> {
  if (match.outcome === 'new') {
    return { id: match.id, name: match.name, communes: match.communes, by: 'file', fileName: match.name };
  }
  const { id, name, communes } = match.zone;
  return { id, name, communes, by: match.by, fileName: match.fileName ?? name };
}

/** A quarter drawn away from its communes shows a wrong CRS or exchanged codes. */
function misplaced({ id, communes: citycodes, shape }: ImportedZone, communes: Areas): string[] {
  const areas = communes.areas.filter(({ citycode }) => citycodes.includes(citycode));
  const starts = shape.map((polygon) => polygon[0]![0]!);
  if (areas.length === 0) {
    return starts.every(([lon, lat]) => isInFrance(lon, lat))
      ? []
      : [`${id} est dessiné hors de France : vérifiez le système de coordonnées (--crs)`];
  }
  const distance = Math.max(
    ...starts.map(([lon, lat]) => Math.min(...areas.map((area) => boundaryDistance(area.shape, lon, lat)))),
  );
  return distance > MISPLACED
    ? [
        `${id} est dessiné à ${Math.round(distance / 1000)} km de sa commune : vérifiez le système de ` +
          'coordonnées (--crs)',
      ]
    : [];
}

/**
 * Degrees cut at 5 decimals place a limit to about a metre, so a better stated precision is suspect. This is only a
 * notice, since a shape may be drawn on round numbers on purpose.
 */
function coarselyWritten({ features }: ImportedFile, { precision }: ImportDescription): string[] {
  const isCoarse = (degrees: number) => Math.round(degrees * 1e5) / 1e5 === degrees;
  const coarse = features.filter(({ geometry }) => geometry.flat(2).every((position) => position.every(isCoarse)));
  return coarse.length === 0 || precision >= 0.7
    ? []
    : [
        `${coarse.length} objets n’ont que 5 décimales de degré au plus, soit un mètre environ : la ` +
          `précision annoncée (${quantity(precision, 'metres')}) est trop optimiste`,
      ];
}

/**
 * A withdrawn zone that the registry lacks leaves no trace, but the coverage in force would still claim that no quarter
 * is missing there. Withdrawing such zones therefore requires a coverage.
 */
function uncovered(
  withdrawn: readonly StoredPerimeter[],
  { generation, kind, coverage }: ImportDescription,
  current: Snapshot,
  registry: Registry,
): string[] {
  if (coverage || !current.coverages.some((c) => c.generation === generation && c.kind === kind)) return [];
  const known = new Set(registry.zones.filter((zone) => zone.generation === generation).map(({ id }) => id));
  const lost = withdrawn.filter(({ zone }) => !known.has(zone));
  return lost.length === 0
    ? []
    : [
        `--replace retire ${lost.length} zones inconnues du registre (${lost[0]!.zone}…) : dites avec ` +
          '--coverage où le fichier est complet',
      ];
}

function coverageChange({ generation, kind, coverage }: ImportDescription, current: Snapshot): StoredCoverage[] {
  const inForce = current.coverages.find((c) => c.generation === generation && c.kind === kind)?.coverage;
  return coverage && JSON.stringify(coverage) !== JSON.stringify(inForce) ? [{ generation, kind, coverage }] : [];
}

/** Whether the perimeter is exactly the one in force. */
function isSame(perimeter: StoredPerimeter, inForce: StoredPerimeter | undefined): boolean {
  if (!inForce) return false;
  const wordsOf = ({ geometry: _, ...rest }: StoredPerimeter) =>
    JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return wordsOf(perimeter) === wordsOf(inForce);
}

function toStored(zone: ImportedZone, description: ImportDescription): StoredPerimeter {
  const { generation, kind, status, precision, source, licence, isUnread } = description;
  return {
    zone: zone.id,
    generation,
    kind,
    name: zone.name,
    communes: zone.communes,
    status,
    precision: isUnread ? Math.max(precision, writtenPrecision(zone.shape)) : precision,
    source,
    licence,
    checksum: checksumOf(zone.shape),
    geometry: zone.shape,
  };
}

function movedArea({ areaBefore, areaAfter }: RepairedZone): number {
  return Math.abs(areaAfter - areaBefore);
}

function toRepair({ id, ringsRepaired, areaBefore, areaAfter }: ImportedZone): RepairedZone {
  return { id, rings: ringsRepaired, areaBefore, areaAfter };
}

/** Overlaps among the imported zones, and between them and those that stay. */
function overlapsOf(imported: readonly ImportedZone[], remaining: readonly StoredPerimeter[]): ImportPlan['overlaps'] {
  const drawn = [
    ...imported.map(({ id, shape }) => ({ id, shape, box: boundingBoxOf(shape), isNew: true })),
    ...remaining.map(({ zone, geometry }) => ({
      id: zone,
      shape: geometry,
      box: boundingBoxOf(geometry),
      isNew: false,
    })),
  ].sort((a, b) => a.box[0] - b.box[0]);
  const overlaps: { a: string; b: string; area: number }[] = [];
  drawn.forEach((a, i) => {
    for (let j = i + 1; j < drawn.length; j++) {
      const b = drawn[j]!;
      // They are sorted by their west ends, so all later ones begin east of `a`.
      if (b.box[0] > a.box[2]) break;
      if ((!a.isNew && !b.isNew) || b.box[1] > a.box[3] || a.box[1] > b.box[3]) continue;
      const area = areaOf(intersection(a.shape, b.shape));
      if (area > NEGLIGIBLE_AREA) overlaps.push({ a: a.id, b: b.id, area });
    }
  });
  return overlaps.sort((a, b) => b.area - a.area);
}

function differenceOf(
  { id, shape, areaAfter }: ImportedZone,
  inForce: StoredPerimeter | undefined,
): ImportPlan['differences'][number] {
  if (!inForce) return { id, gained: null, lost: null, area: areaAfter };
  if (inForce.checksum === checksumOf(shape)) return { id, gained: 0, lost: 0, area: areaAfter };
  return {
    id,
    gained: areaOf(difference(shape, inForce.geometry)),
    lost: areaOf(difference(inForce.geometry, shape)),
    area: areaAfter,
  };
}
