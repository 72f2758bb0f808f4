import { counted } from '../../french/numbers.ts';
import type { Kind } from '../answers.ts';
import { ask } from '../api.ts';

/** Loads the quarters in force on a day, or those of a generation; `box` limits the area. */
export async function askQuarters(filter: QuarterFilter, signal?: AbortSignal): Promise<readonly Quarter[]> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined && value !== null) query.set(name, String(value));
  const { features } = await ask<{ features: readonly QuarterFeature[] }>(`/v1/zones?${query}`, { signal });
  return features.map(toQuarter);
}

/** Loads one quarter, of its latest generation unless one is given. */
export async function askQuarter(id: string, generation: string | null): Promise<Quarter> {
  const query = generation === null ? '' : `?generation=${encodeURIComponent(generation)}`;
  return toQuarter(await ask<QuarterFeature>(`/v1/zones/${encodeURIComponent(id)}${query}`));
}

export async function askGenerations(): Promise<readonly Generation[]> {
  const { generations, territories } = await ask<GenerationsAnswer>('/v1/generations');
  return generations.map((generation) => ({
    ...generation,
    elsewhere: territories.flatMap(({ departements, generations: dated }) =>
      dated
        .filter(({ id }) => id === generation.id)
        .map(({ reference, from, to }) => ({ departements, reference, from, to })),
    ),
  }));
}

/** The text that founds a quarter; null where its generation is not known. */
export function foundingText(
  { kind, generation, communes }: Quarter,
  generations: readonly Generation[],
): string | null {
  const found = generations.find(({ id }) => id === generation);
  return (found && overseas(found, communes)?.reference) ?? found?.references[kind] ?? null;
}

/** Returns the generation in force on a day where these communes are, with its days there; null when none is. */
export function generationAt(
  day: string,
  generations: readonly Generation[],
  communes: readonly string[] = [],
): Generation | null {
  const there = generations.map((generation) => {
    const { from, to } = overseas(generation, communes) ?? generation;
    return { ...generation, from, to };
  });
  return there.find((generation) => isWithin(day, generation)) ?? null;
}

function overseas({ elsewhere }: Generation, communes: readonly string[]) {
  return elsewhere?.find(({ departements }) => departements.some((code) => communes[0]?.startsWith(code)));
}

export interface QuarterFilter {
  readonly date?: string;
  readonly generation?: string;
  readonly kind?: Kind;
  readonly commune?: string;
  /** West, south, east, north. */
  readonly bbox?: Box | null;
}

export type Box = readonly [number, number, number, number];
export type Position = readonly [number, number];
export type MultiPolygon = readonly (readonly (readonly Position[])[])[];

/** A quarter of one generation. */
export interface Quarter {
  readonly id: string;
  readonly kind: Kind;
  readonly generation: string;
  /** As people write it. */
  readonly name: string;
  /** The official spelling. */
  readonly officialName: string;
  readonly spellings: readonly string[];
  /** INSEE codes. */
  readonly communes: readonly string[];
  readonly inhabitants: number | null;
  readonly inForce: Period;
  readonly doubts: readonly (Period & { readonly code: string; readonly message: string })[];
  readonly notes: readonly string[];
  /** The id of its predecessor in the previous generation. */
  readonly formerly: string | null;
  readonly perimeter: {
    readonly status: 'official' | 'indicative' | 'missing';
    /** Metres. */
    readonly precision: number | null;
    readonly source: string | null;
    readonly licence: string | null;
    readonly checksum: string | null;
  };
  /** Null where its perimeter is not drawn. */
  readonly geometry: MultiPolygon | null;
}

/** Days `YYYY-MM-DD`, both included; null for an open end. */
export interface Period {
  readonly from: string;
  readonly to: string | null;
}

export interface Generation extends Period {
  readonly id: string;
  readonly references: Readonly<Record<Kind, string>>;
  readonly zones: Readonly<Record<Kind, { readonly drawn: number; readonly missing: number }>>;
  /** The texts and the days of its quarters overseas. */
  readonly elsewhere?: readonly (Period & { readonly departements: readonly string[]; readonly reference: string })[];
}

interface GenerationsAnswer {
  readonly generations: readonly Generation[];
  readonly territories: readonly {
    readonly departements: readonly string[];
    readonly generations: readonly (Period & { readonly id: string; readonly reference: string })[];
  }[];
}

export function isWithin(day: string, { from, to }: Period): boolean {
  return from <= day && (to === null || day <= to);
}

/** URL of the page of a quarter; `latest` is the generation that it shows by default. */
export function pageOf({ id, generation }: Pick<Quarter, 'id' | 'generation'>, latest: string | undefined): string {
  const query = generation === latest ? '' : `?generation=${encodeURIComponent(generation)}`;
  return `/quartiers/${encodeURIComponent(id)}${query}`;
}

/** « environ 2 600 habitants » */
export function inhabitantsOf({ inhabitants }: Quarter): string | null {
  return inhabitants === null ? null : `environ ${counted(inhabitants, 'habitant', 'habitants')}`;
}

interface QuarterFeature {
  readonly geometry: { readonly coordinates: MultiPolygon } | null;
  readonly properties: Omit<Quarter, 'geometry' | 'officialName'> & { readonly usualName: string };
}

function toQuarter({ geometry, properties }: QuarterFeature): Quarter {
  const { name: officialName, usualName, ...others } = properties;
  return { ...others, name: usualName, officialName, geometry: geometry?.coordinates ?? null };
}
