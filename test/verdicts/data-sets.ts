import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inventedPerimeter, readInventedZones } from '../../src/cases/invented-zones.ts';
import type { MultiPolygon, Polygon } from '../../src/geo/polygon.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import type { StoredPerimeter } from '../../src/zones/versions.ts';
import type { Zones } from '../../src/zones/zones.ts';
import { geodata, hasGeodata } from '../geodata.ts';
import { dataFolder, partial, partialWorld, shipped, world } from '../world.ts';

/**
 * The zones that the cases are put to. `shipped`: what the service has at its first start. `partial`: its quarters of
 * 2024 alone. `invented`: the same, with invented shapes for all that is missing, but for the contours of communes.
 * `fixture`: what is shipped, with the QIC of ../shared; null where that folder is absent.
 */
const drawn = readInventedZones(join(import.meta.dirname, 'invented-zones.yaml'));

export const dataSets: { shipped: Zones; partial: Zones; invented: Zones; fixture: Zones | null } = {
  shipped,
  partial,
  invented: partialWorld({ perimeters: [...drawn.qic, ...drawn.qpv, ...drawn.strict] }),
  fixture: hasGeodata ? world({ perimeters: [...fixtureQic(), ...drawn.strict] }) : null,
};

export const rulebook = loadRulebook(join(dataFolder, 'rules'));

function fixtureQic(): StoredPerimeter[] {
  const since2015 = ['QIC-LONGUEPIERRE', 'QIC-FOND-DE-SAINS', 'QIC-TRANSVAAL', 'QIC-CLARENCE', 'QIC-MADAGASCAR'];
  return featuresOf('qic-2024-INVENTED-fixture.geojson').flatMap(({ properties, geometry }) => {
    const zone = properties.code!;
    const generations = since2015.includes(zone) ? ['2015', '2024'] : ['2024'];
    return generations.map((generation) =>
      inventedPerimeter(zone, generation, 'qic', geometry, { precision: 0.2, source: 'fixture' }),
    );
  });
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
