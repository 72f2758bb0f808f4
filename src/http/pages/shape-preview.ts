import { boundingBoxOf, type MultiPolygon } from '../../geo/polygon.ts';

/** Returns an SVG drawing of shapes without a background, to recognise them; an empty text when there is none. */
export function drawShapes(shape: MultiPolygon): string {
  if (shape.length === 0) return '';
  const [west, south, east, north] = boundingBoxOf(shape);
  // A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
  const flattened = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = WIDTH / Math.max((east - west) * flattened, north - south, 1e-9);
  const at = (lon: number, lat: number) =>
    `${((lon - west) * flattened * scale).toFixed(1)} ${((north - lat) * scale).toFixed(1)}`;
  const path = shape
    .flatMap((polygon) => polygon.map((ring) => `M${ring.map(([lon, lat]) => at(lon, lat)).join('L')}Z`))
    .join('');
  const [width, height] = [(east - west) * flattened * scale, (north - south) * scale];
  return (
    `<svg viewBox="-4 -4 ${(width + 8).toFixed(1)} ${(height + 8).toFixed(1)}" width="100%" height="320" ` +
    `role="img" aria-label="Tracé, sans fond de carte"><path d="${path}" fill="currentColor" fill-opacity="0.15" ` +
    'fill-rule="evenodd" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/></svg>'
  );
}

const WIDTH = 600;
