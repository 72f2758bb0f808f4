import { metres } from '../french/numbers.ts';
import { COMMUNE_COLOUR, KIND_COLOURS } from './kind-colours.ts';

/**
 * Returns a MapLibre style (Style Specification, version 8) for the tiles whose TileJSON is at the address `tiles`. It
 * has no background and no labels, so that it can be laid over another map, and it loads nothing but the tiles. `band`
 * is the width of the band in metres.
 */
export function tileStyle(tiles: string, band: number): object {
  const ofKind = ['match', ['get', 'kind'], 'qic', KIND_COLOURS.qic, KIND_COLOURS.qpv];
  const layer = (id: string, type: 'fill' | 'line', from: string, paint: object, filter?: unknown[]) => ({
    ...{ id, type, source: SOURCE, 'source-layer': from },
    ...(filter === undefined ? {} : { filter }),
    paint,
  });
  // A rectangle that replaces an unknown contour is not the limit of the commune.
  const isContour = ['==', ['get', 'shape'], 'contour'];
  const communeLine = { 'line-color': COMMUNE_COLOUR, 'line-opacity': 0.6, 'line-width': 1 };
  return {
    version: 8,
    name: `Périmètre : quartiers, bande de ${metres(band)} et communes`,
    sources: { [SOURCE]: { type: 'vector', url: tiles } },
    layers: [
      layer('missing', 'fill', 'missing', { 'fill-color': KIND_COLOURS.qic, 'fill-opacity': 0.08 }),
      layer('communes', 'line', 'communes', communeLine, isContour),
      layer('bands', 'fill', 'bands', { 'fill-color': ofKind, 'fill-opacity': 0.12 }),
      layer('band-limits', 'line', 'bands', { 'line-color': ofKind, 'line-opacity': 0.7, 'line-width': 0.8 }),
      layer('zones', 'fill', 'zones', { 'fill-color': ofKind, 'fill-opacity': 0.35 }),
      layer('zone-limits', 'line', 'zones', { 'line-color': ofKind, 'line-width': 1.5 }),
    ],
  };
}

const SOURCE = 'perimetre';
