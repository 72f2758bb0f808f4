import type { Field, Value } from '../files/feature.ts';
import { metres } from '../french/numbers.ts';
import { combine } from '../geo/clip.ts';
import { grownBox } from '../geo/ground.ts';
import { grown } from '../geo/grow.ts';
import { type BoundingBox, boundingBoxOf, type MultiPolygon } from '../geo/polygon.ts';
import type { CommuneArea } from '../zones/communes.ts';
import type { Doubt, Zone } from '../zones/zone.ts';
import type { DrawnZone, GenerationZones, Zones } from '../zones/zones.ts';

/**
 * Returns the features of a collection over an interval of days, in the order of pages: by generation, QPV first, by
 * code. A zone is included when it is legally in force on at least one of those days; a commune always is.
 */
export function featuresOf(collection: CollectionId, interval: Interval, zones: Zones): readonly LayerFeature[] {
  switch (collection) {
    case 'zones':
      return zones.generations.flatMap((generation) =>
        sortedZones(generation)
          .filter(({ zone }) => overlaps(zone.inForce, interval))
          .map(zoneFeature),
      );
    case 'bands':
      return zones.generations.flatMap((generation) =>
        sortedZones(generation).flatMap(({ zone, drawn }) =>
          drawn !== null && overlaps(zone.inForce, interval) ? [bandFeature(drawn, zones.distances.band)] : [],
        ),
      );
    case 'communes':
      return [...zones.communes.areas].sort((a, b) => compare(a.citycode, b.citycode)).map(communeFeature);
  }
}

/** Returns the properties of a collection's features, in order, with their descriptions. */
export function fieldsOf(collection: CollectionId): readonly LayerField[] {
  return FIELDS[collection];
}

export const COLLECTION_IDS = ['zones', 'bands', 'communes'] as const;
export type CollectionId = (typeof COLLECTION_IDS)[number];

/** Days, both included, `YYYY-MM-DD`; an open end is null. */
export interface Interval {
  readonly from: string | null;
  readonly to: string | null;
}

export interface LayerFeature {
  /** Unique in the collection, over all generations. */
  readonly id: string;
  readonly properties: Readonly<Record<string, Value>>;
  /** Contains the geometry, with little more; null without geometry. */
  readonly box: BoundingBox | null;
  /**
   * WGS84 longitude, latitude, as stored; null for a zone without a perimeter. A band takes some milliseconds the first
   * time.
   */
  readonly geometry: MultiPolygon | null;
}

export interface LayerField extends Field {
  /** In French. */
  readonly description: string;
  /** All the values of the property, when they are few and fixed. */
  readonly values?: readonly string[];
}

/** A property of each band, so that the notice stays with the data when a file is passed on. `band` is in metres. */
export function bandNotice(band: number): string {
  return (
    'Tracé pour l’affichage : seule la distance au sol à la limite du quartier, non arrondie, décide de ce qui ' +
    `est à moins de ${metres(band)}.`
  );
}

interface ListedZone {
  readonly zone: Zone;
  readonly drawn: DrawnZone | null;
}

/** The zones of a generation, QPV first, by code; sorted once. */
function sortedZones(generation: GenerationZones): readonly ListedZone[] {
  let all = lists.get(generation);
  if (all === undefined) {
    const { drawn, missing } = generation;
    all = [
      ...drawn.map((each) => ({ zone: each.zone, drawn: each })),
      ...missing.map((zone) => ({ zone, drawn: null })),
    ].sort((a, b) => compare(b.zone.kind, a.zone.kind) || compare(a.zone.id, b.zone.id));
    lists.set(generation, all);
  }
  return all;
}

const lists = new WeakMap<GenerationZones, readonly ListedZone[]>();

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function overlaps(inForce: Zone['inForce'], { from, to }: Interval): boolean {
  return (to === null || inForce.from <= to) && (from === null || inForce.to === null || from <= inForce.to);
}

// Features are built once for each zone or commune of a version, since pages are requested one after the other.
const zoneFeatures = new WeakMap<DrawnZone | Zone, LayerFeature>();
const bandFeatures = new WeakMap<DrawnZone, LayerFeature>();
const communeFeatures = new WeakMap<CommuneArea, LayerFeature>();

function kept<K extends object>(features: WeakMap<K, LayerFeature>, key: K, make: () => LayerFeature): LayerFeature {
  let feature = features.get(key);
  if (feature === undefined) {
    feature = make();
    features.set(key, feature);
  }
  return feature;
}

function zoneFeature({ zone, drawn }: ListedZone): LayerFeature {
  return kept(zoneFeatures, drawn ?? zone, () => ({
    id: idOf(zone),
    properties: {
      ...identityOf(zone),
      inhabitants: zone.inhabitants,
      formerly: zone.formerly,
      ...originOf(drawn),
      doubts: zone.doubts.length > 0 ? zone.doubts.map(toSentence).join(' ') : null,
      notes: zone.notes.length > 0 ? zone.notes.join(' ; ') : null,
    },
    box: drawn?.box ?? null,
    geometry: drawn?.perimeter.geometry ?? null,
  }));
}

/** `band` is the same for all bands, so it is not part of the key. */
function bandFeature(drawn: DrawnZone, band: number): LayerFeature {
  return kept(bandFeatures, drawn, () => {
    let ring: MultiPolygon | undefined;
    return {
      id: idOf(drawn.zone),
      properties: { ...identityOf(drawn.zone), metres: band, ...originOf(drawn), notice: bandNotice(band) },
      box: grownBox(drawn.box, band),
      get geometry() {
        const { geometry } = drawn.perimeter;
        ring ??= combine('difference', grown(geometry, band), geometry);
        return ring;
      },
    };
  });
}

function communeFeature(area: CommuneArea): LayerFeature {
  return kept(communeFeatures, area, () => ({
    id: area.citycode,
    properties: {
      code: area.citycode,
      name: area.name,
      agglomeration: area.agglomeration,
      shape: area.isContour ? 'contour' : 'extent',
      precision: area.isContour ? area.precision : null,
    },
    box: boundingBoxOf(area.shape),
    geometry: area.shape,
  }));
}

/** A QIC keeps its code across generations, with other limits in each, so an id includes the generation. */
function idOf({ id, generation }: Zone): string {
  return `${id}-${generation}`;
}

function identityOf({ id, name, kind, generation, inForce, communes }: Zone) {
  return {
    code: id,
    name,
    kind,
    generation,
    inForceFrom: inForce.from,
    inForceTo: inForce.to,
    communes: communes.join(';'),
  };
}

function originOf(drawn: DrawnZone | null) {
  if (drawn === null) return { status: 'missing', precision: null, source: null, licence: null, checksum: null };
  const { status, precision, source, licence, checksum } = drawn.perimeter;
  return { status, precision, source, licence, checksum };
}

function toSentence({ from, to, message }: Doubt): string {
  return `${to === null ? `Depuis le ${from}` : `Du ${from} au ${to}`} : ${message}`;
}

const IDENTITY: readonly LayerField[] = [
  {
    name: 'code',
    type: 'text',
    description: 'Code du quartier : celui de l’État pour un QPV, celui du service pour un QIC.',
  },
  { name: 'name', type: 'text', description: 'Nom du quartier.' },
  {
    name: 'kind',
    type: 'text',
    values: ['qpv', 'qic'],
    description: 'Quartier prioritaire de la politique de la ville (qpv) ou quartier d’intérêt communautaire (qic).',
  },
  { name: 'generation', type: 'text', description: 'Génération de quartiers à laquelle il appartient.' },
  { name: 'inForceFrom', type: 'date', description: 'Premier jour où il est en vigueur.' },
  { name: 'inForceTo', type: 'date', description: 'Dernier jour où il est en vigueur ; nul tant qu’aucun n’est fixé.' },
  {
    name: 'communes',
    type: 'text',
    description: 'Codes INSEE des communes où il se trouve, séparés par des points-virgules.',
  },
];

const ORIGIN: readonly LayerField[] = [
  {
    name: 'status',
    type: 'text',
    values: ['official', 'indicative', 'missing'],
    description:
      'D’où vient le périmètre : officiel (official), indicatif (indicative), ou absent (missing), la géométrie ' +
      'étant alors nulle : un lieu de ses communes peut y être.',
  },
  {
    name: 'precision',
    type: 'real',
    description: 'Mètres dont la limite dessinée peut s’écarter de la limite légale du fait de l’écriture du fichier.',
  },
  { name: 'source', type: 'text', description: 'Source du périmètre.' },
  { name: 'licence', type: 'text', description: 'Licence du périmètre.' },
  {
    name: 'checksum',
    type: 'text',
    description: 'Empreinte SHA-256, en hexadécimal, du périmètre tel qu’il est conservé.',
  },
];

const FIELDS: Readonly<Record<CollectionId, readonly LayerField[]>> = {
  zones: [
    ...IDENTITY,
    { name: 'inhabitants', type: 'integer', description: 'Nombre d’habitants, estimé : il ne décide de rien.' },
    { name: 'formerly', type: 'text', description: 'Code du quartier qu’il continue, dans la génération précédente.' },
    ...ORIGIN,
    {
      name: 'doubts',
      type: 'text',
      description: 'Périodes pendant lesquelles les textes ne disent pas s’il compte, et pourquoi.',
    },
    { name: 'notes', type: 'text', description: 'Autres remarques.' },
  ],
  bands: [
    ...IDENTITY,
    { name: 'metres', type: 'real', description: 'Largeur de la bande, en mètres au sol à partir de la limite.' },
    ...ORIGIN,
    { name: 'notice', type: 'text', description: 'Ce que vaut ce tracé.' },
  ],
  communes: [
    { name: 'code', type: 'text', description: 'Code INSEE de la commune.' },
    { name: 'name', type: 'text', description: 'Nom de la commune.' },
    { name: 'agglomeration', type: 'boolean', description: 'Si elle appartient à l’agglomération.' },
    {
      name: 'shape',
      type: 'text',
      values: ['contour', 'extent'],
      description: 'Ce qui est dessiné : son contour (contour), ou un rectangle qui la contient (extent).',
    },
    {
      name: 'precision',
      type: 'real',
      description: 'Mètres dont le contour dessiné peut s’écarter du vrai ; nul pour un rectangle.',
    },
  ],
};
