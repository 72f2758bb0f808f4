import type { Candidate } from '../../address/candidate.ts';
import { departementOf } from '../../address/local/address-file.ts';
import type { Departements } from '../../address/local/departements.ts';
import { transformationOf } from '../../geo/projection.ts';

/** Returns a place as a GeoJSON feature of the geocoder's answers. */
export function toFeature(place: Candidate & { readonly distance?: number }, departements: Departements) {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [toDegrees(place.lon), toDegrees(place.lat)] },
    properties: toProperties(place, departements),
  };
}

/**
 * Returns the properties of a place, as geocoders of the Base Adresse Nationale name them. Unknown properties are
 * omitted.
 */
export function toProperties(
  place: Candidate & { readonly distance?: number },
  departements: Departements,
): PlaceProperties {
  const { type, label, name, citycode, city, housenumber, distance } = place;
  const depcode = departementOf(citycode);
  const departement = departements.get(depcode);
  const [x, y] = departement ? transformationOf(departement.system).fromWgs84(place.lon, place.lat) : [];
  return {
    label,
    score: rounded(place.score, 5),
    ...(housenumber === null ? {} : { housenumber }),
    id: place.id,
    name,
    ...(place.postcode === '' ? {} : { postcode: place.postcode }),
    citycode,
    ...(x === undefined || y === undefined ? {} : { x: rounded(x, 2), y: rounded(y, 2) }),
    city,
    ...(place.oldcity === null ? {} : { oldcity: place.oldcity }),
    ...(place.oldcitycode === null ? {} : { oldcitycode: place.oldcitycode }),
    ...(departement ? { context: `${depcode}, ${departement.name}` } : {}),
    type,
    importance: rounded(place.importance, 5),
    depcode,
    ...(type === 'street' ? { street: name } : place.street === null ? {} : { street: place.street }),
    ...(distance === undefined ? {} : { distance: Math.round(distance) }),
    _type: 'address',
  };
}

/** Rounds a coordinate to 7 decimals: the middle of a commune is not known to fifteen. */
export function toDegrees(coordinate: number): number {
  return rounded(coordinate, 7);
}

export type PlaceProperties = Readonly<Record<string, string | number>>;

function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
