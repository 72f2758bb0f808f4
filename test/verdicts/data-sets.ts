import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parse } from 'js-yaml';
import type { MultiPolygon, Polygon } from '../../src/geo/polygon.ts';
import { repair } from '../../src/geo/repair.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { checksumOf, type StoredPerimeter } from '../../src/zones/versions.ts';
import type { Zones } from '../../src/zones/zones.ts';
import { geodata, hasGeodata } from '../geodata.ts';
import { moved } from '../shapes.ts';
import { dataFolder, shipped, world } from '../world.ts';

/**
 * The zones that the cases are put to. `shipped`: what the service has at its first start. `invented`: the same, with
 * invented shapes for all that it lacks. `fixture`: the same again, with the shapes of ../shared; null where that
 * folder is absent.
 */
export const dataSets: { shipped: Zones; invented: Zones; fixture: Zones | null } = {
  shipped,
  invented: world({ perimeters: [...inventedZones('qic'), ...inventedZones('qpv'), ...inventedZones('strict')] }),
  fixture: hasGeodata
    ? world({ perimeters: [...fixtureQic(), ...fixtureQpvOf2015(), ...inventedZones('strict')] })
    : null,
};

export const rulebook = loadRulebook(join(dataFolder, 'rules'));

function inventedZones(group: 'qic' | 'qpv' | 'strict'): StoredPerimeter[] {
  const invented = parse(readFileSync(join(import.meta.dirname, 'invented-zones.yaml'), 'utf8')) as Record<
    typeof group,
    InventedZone[]
  >;
  return invented[group].flatMap(({ zone, kind, generations, centre, radius }) =>
    generations.map((generation) =>
      perimeter(zone, generation, kind ?? (group === 'qic' ? 'qic' : 'qpv'), hexagon(centre, radius), {
        precision: group === 'strict' ? 0 : 0.2,
        source: 'invented for tests',
      }),
    ),
  );
}

interface InventedZone {
  readonly zone: string;
  readonly kind?: 'qpv' | 'qic';
  readonly generations: readonly string[];
  readonly centre: readonly [number, number];
  readonly radius: number;
}

/** Two of its corners lie due east and due west of the centre. */
function hexagon(centre: readonly [number, number], radius: number): MultiPolygon {
  const corners = [0, 60, 120, 180, 240, 300].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return moved(centre, radius * Math.cos(angle), radius * Math.sin(angle));
  });
  return [[[...corners, corners[0]!]]];
}

function fixtureQic(): StoredPerimeter[] {
  const since2015 = ['QIC-LONGUEPIERRE', 'QIC-FOND-DE-SAINS', 'QIC-TRANSVAAL', 'QIC-CLARENCE', 'QIC-MADAGASCAR'];
  return featuresOf('qic-2024-INVENTED-fixture.geojson').flatMap(({ properties, geometry }) => {
    const zone = properties.code!;
    const generations = since2015.includes(zone) ? ['2015', '2024'] : ['2024'];
    return generations.map((generation) =>
      perimeter(zone, generation, 'qic', geometry, { precision: 0.2, source: 'fixture' }),
    );
  });
}

function fixtureQpvOf2015(): StoredPerimeter[] {
  return featuresOf('qpv-2015-cabbalr.geojson').map(({ properties, geometry }) =>
    // QP062006 is not valid as published.
    perimeter(properties.CODE_QP!, '2015', 'qpv', repair(geometry).shape, { precision: 0.2, source: 'fixture' }),
  );
}

function featuresOf(name: string): { properties: Record<string, string>; geometry: MultiPolygon }[] {
  const { features } = JSON.parse(readFileSync(geodata(name), 'utf8')) as { features: Feature[] };
  return features.map(({ properties, geometry: { type, coordinates } }) => ({
    properties,
    geometry: type === 'Polygon' ? [coordinates as Polygon] : (coordinates as MultiPolygon),
  }));
}

interface Feature {
  readonly properties: Record<string, string>;
  readonly geometry: { readonly type: 'Polygon' | 'MultiPolygon'; readonly coordinates: Polygon | MultiPolygon };
}

function perimeter(
  zone: string,
  generation: string,
  kind: 'qpv' | 'qic',
  geometry: MultiPolygon,
  { precision, source }: { precision: number; source: string },
): StoredPerimeter {
  return {
    zone,
    generation,
    kind,
    name: `${zone} (essai)`,
    communes: [],
    status: 'official',
    precision,
    source,
    licence: 'none',
    checksum: checksumOf(geometry),
    geometry,
  };
}
