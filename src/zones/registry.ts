import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from '../french/read-document.ts';
import { usualNameOf } from '../french/usual-name.ts';
import type { BoundingBox } from '../geo/polygon.ts';
import { epciOf } from './epci.ts';
import { periodIn, type Territory, territoryOf } from './territories.ts';
import { loadTerritories } from './update/sources.ts';
import type { Coverage, Doubt, Kind, PerimeterStatus, Period, Zone } from './zone.ts';

/**
 * Reads `zones.yaml` of the data folder, and the territories of `sources.yaml`. Throws an Error that names the file and
 * every invalid key.
 */
export function loadRegistry(dataFolder: string): Registry {
  const path = join(dataFolder, 'zones.yaml');
  const data = readDocument(path, registrySchema);
  const doubts = new Map(data.doubts.map((doubt) => [doubt.code, doubt]));
  const coverages: Record<CoverageName, Coverage> = {
    agglomeration: { type: 'area', geometry: [[data.coverage.ring]], margin: data.coverage.margin },
    everywhere: { type: 'everywhere' },
  };
  const generations = data.generations.map(
    (g): Generation => ({
      ...g,
      coverage: { qpv: coverages[g.coverage.qpv], qic: coverages[g.coverage.qic] },
    }),
  );
  const territories = loadTerritories(dataFolder);
  const zones = data.zones.map((zone): Zone => {
    const generation = generations.find(({ id }) => id === zone.generation);
    if (!generation)
      throw new Error(`${path} : zones ${zone.id} : la génération ${zone.generation} n’est pas dans generations`);
    return {
      id: zone.id,
      kind: zone.kind,
      generation: zone.generation,
      name: zone.name,
      usualName: zone.usualName ?? usualNameOf(zone.name),
      spellings: zone.spellings,
      communes: zone.communes,
      inhabitants: zone.inhabitants?.value ?? null,
      inForce: inForceOf(zone, periodIn(territoryOf(territories, zone.communes[0]!), generation)),
      doubts: zone.doubts.map((code) => {
        const doubt = doubts.get(code);
        if (!doubt) throw new Error(`${path} : zones ${zone.id} : le doute ${code} n’est pas dans doubts`);
        return doubt;
      }),
      notes: zone.notes,
      formerly: zone.formerly ?? null,
      rememberedUntil: zone.rememberedUntil?.day,
    };
  });
  const known = new Set(data.communes.map(({ citycode }) => citycode));
  for (const zone of zones) {
    const unknown = zone.communes.find((citycode) => !known.has(citycode));
    if (unknown) throw new Error(`${path} : zones ${zone.id} : la commune ${unknown} n’a pas d’étendue dans communes`);
  }
  const ids = zones.map(({ generation, id }) => `${generation} ${id}`);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw new Error(`${path} : zones : ${twice} est là deux fois`);
  return {
    agglomeration: data.agglomeration,
    isMember: (citycode) => epciOf(citycode) === data.agglomeration.siren,
    distances: {
      band: data.distances.band.value,
      near: data.distances.near.value,
      limitStreet: data.distances.limitStreet.value,
    },
    generations,
    territories,
    shipped: {
      version: data.shipped.version,
      perimeters: data.shipped.perimeters.map((perimeters) => ({
        ...perimeters,
        path: join(dataFolder, perimeters.file),
      })),
      contours: { ...data.shipped.contours, path: join(dataFolder, data.shipped.contours.file) },
    },
    canaries: data.canaries,
    communes: data.communes,
    zones,
  };
}

/** The days of a zone: those of its generation where it states none. */
function inForceOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  period: Period,
) {
  return { from: from ?? period.from, to: to ?? period.to };
}

/** The content of data/zones.yaml. */
export interface Registry {
  readonly agglomeration: { readonly name: string; readonly siren: string };
  /** Whether a commune, by its INSEE code, belongs to the agglomeration. */
  isMember(citycode: string): boolean;
  readonly distances: Distances;
  readonly generations: readonly Generation[];
  /** Where generations are in force on other days. */
  readonly territories: readonly Territory[];
  readonly shipped: {
    readonly version: string;
    readonly perimeters: readonly ShippedPerimeters[];
    readonly contours: ShippedContours;
  };
  readonly canaries: readonly Canary[];
  readonly communes: readonly RegisteredCommune[];
  readonly zones: readonly Zone[];
}

/** In ground metres. */
export interface Distances {
  /** A place outside a zone and strictly nearer than this is in its band. */
  readonly band: number;
  /** A zone strictly nearer than this is listed, with its distance. */
  readonly near: number;
  /** Within this distance of a limit, the side of the street that a person states counts. */
  readonly limitStreet: number;
}

/** The zones in force over a period. */
export interface Generation extends Period {
  readonly id: string;
  readonly references: Readonly<Record<Kind, string>>;
  readonly coverage: Readonly<Record<Kind, Coverage>>;
}

/** A file shipped with the service. */
interface ShippedFile {
  readonly path: string;
  /** The number of features. */
  readonly count: number;
  /** In metres. */
  readonly precision: number;
  readonly source: string;
  readonly licence: string;
}

export interface ShippedPerimeters extends ShippedFile {
  readonly generation: string;
  readonly kind: Kind;
  readonly status: PerimeterStatus;
  /** The zones whose rings are invalid as published. */
  readonly invalid: readonly string[];
}

export type ShippedContours = ShippedFile;

/** A position with a known answer, checked in every version. */
export interface Canary {
  readonly lon: number;
  readonly lat: number;
  readonly date: string;
  readonly inside: readonly string[];
}

export interface RegisteredCommune {
  readonly citycode: string;
  readonly name: string;
  readonly agglomeration: boolean;
  readonly extent: BoundingBox;
}

const isoDate = z.iso.date('une date existante, AAAA-MM-JJ, était attendue');
const text = z.string().min(1);
const kind = z.enum(['qpv', 'qic']);
const citycode = z.string().regex(/^\d[\dAB]\d{3}$/, 'un code INSEE de 5 caractères était attendu');
const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const measure = z.strictObject({ value: z.number().positive(), reference: text });
type CoverageName = 'agglomeration' | 'everywhere';
const coverageName = z.enum(['agglomeration', 'everywhere']);

const shippedFile = z.strictObject({
  file: text,
  count: z.int().positive(),
  precision: z.number().nonnegative(),
  source: text,
  licence: text,
});

const registrySchema = z.strictObject({
  agglomeration: z.strictObject({ name: text, siren: z.string().regex(/^\d{9}$/) }),
  distances: z.strictObject({ band: measure, near: measure, limitStreet: measure }),
  generations: z
    .array(
      z.strictObject({
        id: text,
        from: isoDate,
        to: isoDate.nullable(),
        references: z.strictObject({ qpv: text, qic: text }),
        coverage: z.strictObject({ qpv: coverageName, qic: coverageName }),
      }),
    )
    .min(1)
    .refine(
      (generations) => generations.every((g, i) => i === 0 || (generations[i - 1]!.to ?? '9999') < g.from),
      'des générations qui se suivent sans se recouvrir étaient attendues',
    ),
  shipped: z.strictObject({
    version: text,
    perimeters: z.array(
      shippedFile.extend({
        generation: text,
        kind,
        status: z.enum(['official', 'indicative']),
        invalid: z.array(text).default([]),
      }),
    ),
    contours: shippedFile,
  }),
  canaries: z.array(z.strictObject({ lon: z.number(), lat: z.number(), date: isoDate, inside: z.array(text) })),
  doubts: z.array(
    z.strictObject({ code: text, from: isoDate, to: isoDate.nullable(), message: text }) satisfies z.ZodType<Doubt>,
  ),
  communes: z.array(
    z.strictObject({
      citycode,
      name: text,
      agglomeration: z.boolean(),
      extent: z
        .tuple([z.number(), z.number(), z.number(), z.number()])
        .refine(([west, south, east, north]) => west < east && south < north, 'ouest, sud, est, nord étaient attendus'),
    }),
  ),
  coverage: z.strictObject({
    margin: z.number().nonnegative(),
    ring: z
      .array(position)
      .min(4)
      .refine((ring) => {
        const [first, last] = [ring[0]!, ring.at(-1)!];
        return first[0] === last[0] && first[1] === last[1];
      }, 'un anneau qui finit où il commence était attendu'),
  }),
  zones: z.array(
    z.strictObject({
      id: z.string().regex(/^(QN\w{6}|QP\w{6}|QIC-[A-Z-]{1,28})$/, 'un code de QPV ou QIC-NOM était attendu'),
      kind,
      generation: text,
      name: text,
      usualName: text.optional(),
      spellings: z.array(text).default([]),
      communes: z.array(citycode).min(1),
      inhabitants: z.strictObject({ value: z.int().positive(), source: text }).optional(),
      from: isoDate.optional(),
      to: isoDate.optional(),
      doubts: z.array(text).default([]),
      notes: z.array(text).default([]),
      formerly: text.optional(),
      rememberedUntil: z.strictObject({ day: z.iso.date(), reference: text }).optional(),
    }),
  ),
});
