import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { departementOf } from '../../../src/address/local/address-file.ts';
import { degreesEast, degreesNorth, type Random, randomFrom } from '../../shapes.ts';
import { rounded } from './axis.ts';
import { writeBanFile, writeHamletsFile } from './ban-file.ts';
import { hamletName, type MadeHamlet } from './hamlets.ts';
import type { MadeAddress } from './street.ts';
import { streetNames } from './street-names.ts';
import { oneOf, weighted } from './words.ts';

/**
 * Writes at least `count` made-up addresses into `folder`, a file of addresses and one of hamlets a département, as the
 * BAN has them, and returns `sampled` addresses spread over all of them. Communes and their postcodes are those of
 * France, in the order of their codes, until the count is reached; streets, numbers and positions are invented. Only a
 * street is in memory at a time.
 */
export function writeMadeCountry(folder: string, count: number, sampled: number): MadeAddress[] {
  const samples: MadeAddress[] = [];
  let written = 0;
  for (const [departement, communes] of Map.groupBy(communesInOrder(), ({ citycode }) => departementOf(citycode))) {
    if (written >= count) break;
    const hamlets: MadeHamlet[] = [];
    const rows = function* (): Generator<MadeAddress> {
      for (const commune of communes) {
        if (written >= count) return;
        const random = randomFrom(Number.parseInt(commune.citycode, 36));
        hamlets.push(...hamletsOf(random, commune));
        for (const address of addressesOf(random, commune, communes)) {
          if (written++ % Math.ceil(count / sampled) === 0) samples.push(address);
          yield address;
        }
      }
    };
    writeBanFile(join(folder, `adresses-${departement}.csv.gz`), rows());
    writeHamletsFile(join(folder, `lieux-dits-${departement}-beta.csv.gz`), hamlets);
  }
  return samples;
}

interface Commune {
  readonly citycode: string;
  readonly name: string;
  readonly postcodes: readonly string[];
  readonly middle: readonly [lon: number, lat: number];
}

/** The communes of today with a postcode, side by side over the country, in the order of their codes. */
function communesInOrder(): Commune[] {
  const path = createRequire(import.meta.url).resolve('@etalab/decoupage-administratif/data/communes.json');
  const communes = JSON.parse(readFileSync(path, 'utf8')) as CommuneOfFrance[];
  return communes
    .filter(({ type, codesPostaux = [] }) => type === 'commune-actuelle' && codesPostaux.length > 0)
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, nom, codesPostaux = [] }, i) => ({
      citycode: code,
      name: nom,
      postcodes: codesPostaux,
      middle: [-4 + 0.05 * (i % 240), 43 + 0.04 * Math.floor(i / 240)] as const,
    }));
}

interface CommuneOfFrance {
  readonly code: string;
  readonly nom: string;
  readonly type: string;
  readonly codesPostaux?: readonly string[];
}

function* addressesOf(random: Random, commune: Commune, around: readonly Commune[]): Generator<MadeAddress> {
  const { citycode, name: city, postcodes } = commune;
  const neighbours = Array.from({ length: 10 }, () => oneOf(random, around).name);
  // Most communes are villages, a few are towns: 740 addresses on average, as in the country.
  let left = Math.round(49 * (2 + 3.2 / (1.005 - random()) ** 0.9));
  let streets = 0;
  for (const street of streetNames(random, neighbours, new Set())) {
    if (left <= 0) return;
    const streetId = `${citycode}_${String(5 * ++streets).padStart(4, '0')}`;
    const place = { street, postcode: oneOf(random, postcodes), citycode, city, oldcitycode: null, oldcity: null };
    for (const address of housesOf(random, commune, streetId)) {
      yield { ...place, ...address };
      left--;
    }
  }
}

/** Yields the houses of a straight street of a commune, in the order of their numbers. */
function* housesOf(random: Random, { middle: [lon, lat] }: Commune, streetId: string) {
  const heading = random() * 2 * Math.PI;
  const [x0, y0] = [3000 * (random() - 0.5), 3000 * (random() - 0.5)];
  const count = 2 + Math.floor(-(random() < 0.1 ? 30 : 7.5) * Math.log(1 - random()));
  for (let i = 0, number = 1; i < count; i++, number += random() < 0.1 ? 2 : 1) {
    const [along, away] = [7 * number, number % 2 === 0 ? 9 : -9];
    const x = x0 + along * Math.cos(heading) - away * Math.sin(heading);
    const y = y0 + along * Math.sin(heading) + away * Math.cos(heading);
    const [east, north] = rounded([lon + degreesEast(x, lat), lat + degreesNorth(y)]);
    const suffix = random() < 0.04 ? 'bis' : null;
    const id = `${streetId}_${String(number).padStart(5, '0')}${suffix === null ? '' : `_${suffix}`}`;
    yield { id, streetId, number, suffix, lon: east, lat: north, positionType: weighted(random, POSITION_TYPES) };
  }
}

function hamletsOf(random: Random, { citycode, name: city, postcodes, middle: [lon, lat] }: Commune): MadeHamlet[] {
  const names = new Set(Array.from({ length: 8 }, () => hamletName(random)));
  return [...names].map((name, i): MadeHamlet => {
    const [east, north] = rounded([lon + 0.04 * (random() - 0.5), lat + 0.03 * (random() - 0.5)]);
    const id = `${citycode}_B${String(i + 11).padStart(3, '0')}`;
    return { id, name, postcode: postcodes[0]!, citycode, city, lon: east, lat: north };
  });
}

const POSITION_TYPES = [
  ['entrée', 6],
  ['segment', 2],
  ['parcelle', 1],
  ['', 1],
] as const;
