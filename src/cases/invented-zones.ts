import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';
import { moved } from '../geo/moved.ts';
import type { MultiPolygon } from '../geo/polygon.ts';
import { checksumOf, type StoredPerimeter } from '../zones/versions.ts';

/** Reads the invented zones of the cases, each drawn as a hexagon. Throws when the file does not have that form. */
export function readInventedZones(path: string): InventedZones {
  const groups = schema.parse(load(readFileSync(path, 'utf8')));
  const perimetersOf = (group: keyof typeof groups) =>
    groups[group].flatMap(({ zone, kind, generations, centre, radius }) =>
      generations.map((generation) =>
        inventedPerimeter(zone, generation, kind ?? (group === 'qic' ? 'qic' : 'qpv'), hexagon(centre, radius), {
          // Strict limits are tested on zones without imprecision.
          precision: group === 'strict' ? 0 : 0.2,
          source: 'invented for tests',
        }),
      ),
    );
  return { qic: perimetersOf('qic'), qpv: perimetersOf('qpv'), strict: perimetersOf('strict') };
}

export interface InventedZones {
  readonly qic: readonly StoredPerimeter[];
  readonly qpv: readonly StoredPerimeter[];
  readonly strict: readonly StoredPerimeter[];
}

/** A perimeter of a test, without a commune of its own. */
export function inventedPerimeter(
  zone: string,
  generation: string,
  kind: 'qpv' | 'qic',
  geometry: MultiPolygon,
  { precision, source }: { precision: number; source: string },
): StoredPerimeter {
  return {
    ...{ zone, generation, kind, geometry, precision, source },
    name: `${zone} (essai)`,
    communes: [],
    status: 'official',
    licence: 'none',
    checksum: checksumOf(geometry),
  };
}

/** Two of its corners lie due east and due west of the centre. */
function hexagon(centre: readonly [number, number], radius: number): MultiPolygon {
  const corners = [0, 60, 120, 180, 240, 300].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return moved(centre, radius * Math.cos(angle), radius * Math.sin(angle));
  });
  return [[[...corners, corners[0]!]]];
}

const zones = z.array(
  z.strictObject({
    zone: z.string(),
    kind: z.enum(['qpv', 'qic']).optional(),
    generations: z.array(z.string()),
    /** Longitude, latitude. */
    centre: z.tuple([z.number(), z.number()]),
    /** Metres. */
    radius: z.number(),
  }),
);
const schema = z.strictObject({ qic: zones, qpv: zones, strict: zones });
