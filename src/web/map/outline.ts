import type { MultiPolygon, Ring } from './shape.ts';

/**
 * Returns the outer limits of shapes that share the vertices of their common limits, as contours of communes do: the
 * edges that only one of them has. A union with Turf gives the same limits, 150 times slower.
 */
export function outlineOf(shapes: readonly MultiPolygon[]): readonly Ring[] {
  const edges = new Map<string, { readonly line: Ring; isShared: boolean }>();
  for (const ring of shapes.flat(2)) {
    for (let i = 1; i < ring.length; i++) {
      const line = [ring[i - 1]!, ring[i]!];
      const key = line.map(String).sort().join(' ');
      const known = edges.get(key);
      if (known) known.isShared = true;
      else edges.set(key, { line, isShared: false });
    }
  }
  return [...edges.values()].filter(({ isShared }) => !isShared).map(({ line }) => line);
}
