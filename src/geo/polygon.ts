/**
 * Shapes with the coordinates of a GeoJSON geometry: WGS84 longitude, latitude in degrees, edges straight in
 * longitude/latitude (RFC 7946, section 3.1.1). A ring is closed: its last position repeats its first.
 */
export type Position = readonly [lon: number, lat: number];
export type Ring = readonly Position[];
export type Polygon = readonly Ring[];
export type MultiPolygon = readonly Polygon[];

/** West, south, east, north, in degrees. */
export type BoundingBox = readonly [west: number, south: number, east: number, north: number];

/** Returns the bounding box of `shape`; [Infinity, Infinity, -Infinity, -Infinity] when it has no position. */
export function boundingBoxOf(shape: MultiPolygon): BoundingBox {
  let west = Number.POSITIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (const polygon of shape) {
    for (const ring of polygon) {
      for (const [lon, lat] of ring) {
        if (lon < west) west = lon;
        if (lon > east) east = lon;
        if (lat < south) south = lat;
        if (lat > north) north = lat;
      }
    }
  }
  return [west, south, east, north];
}
