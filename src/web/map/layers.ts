import type {
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
} from 'maplibre-gl';
import { servicePath } from '../service-path.ts';
import { IGN_TILES } from './basemap.ts';
import type { Colours } from './colours.ts';

/** Sources of the map; `drawing.ts` fills each of them. */
export const sourceNames = [
  'communes',
  'outline',
  'names',
  'quarters',
  'bands',
  'before',
  'labels',
  'place',
  'candidates',
] as const;
export type SourceName = (typeof sourceNames)[number];

/** The layers of a quarter under the pointer, whose features have its `id` and `generation`. */
export const POINTED_LAYERS = ['quarter-names', 'quarter-fills', 'before-fills'];

/** The sources whose features are lit, by their property `id`. */
export const LIT_SOURCES: readonly SourceName[] = ['quarters', 'communes'];

export function sourcesFor(basemap: 'plain' | 'ign'): Record<string, SourceSpecification> {
  const own = sourceNames.map((name): [string, SourceSpecification] => [
    name,
    { type: 'geojson', promoteId: 'id', data: { type: 'FeatureCollection', features: [] } },
  ]);
  const tiles: SourceSpecification = {
    ...{ type: 'raster', tiles: [IGN_TILES], tileSize: 256, maxzoom: 19 },
    attribution: 'Fond : © IGN, Plan IGN',
  };
  const addresses: SourceSpecification = {
    ...{ type: 'vector', minzoom: ADDRESS_ZOOM, maxzoom: ADDRESS_ZOOM },
    tiles: [`${location.origin}${servicePath('/tiles/addresses')}/{z}/{x}/{y}.mvt`],
    attribution: 'Adresses : Base Adresse Nationale',
  };
  return { ...Object.fromEntries(own), addresses, ...(basemap === 'ign' ? { ign: tiles } : {}) };
}

/** The zoom of the tiles of addresses; they are empty where the service has none. */
const ADDRESS_ZOOM = 15;

/** The first zoom at which the name of a street follows it. */
const LINED_NAMES = 17;

/** From the ground up. The IGN's tiles cover our own background, which shows where a tile is missing. */
export function layersFor(colours: Colours, basemap: 'plain' | 'ign'): LayerSpecification[] {
  const { ground, land, line, outline, street, house, soft, ink, halo, qpv, qic, before, place, paper, isDark } =
    colours;
  const ofKind: DataDrivenPropertyValueSpecification<string> = ['match', ['get', 'kind'], 'qic', qic, qpv];
  const unlessPale = (value: number, paler: number): ExpressionSpecification => [
    'case',
    ['get', 'isPale'],
    paler,
    value,
  ];
  const zoomed = (
    far: number | ExpressionSpecification,
    near: number | ExpressionSpecification,
  ): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 9.5, far, 12.5, near];
  const ifLit = (value: number | ExpressionSpecification, otherwise: number | ExpressionSpecification) =>
    ['case', ['boolean', ['feature-state', 'isLit'], false], value, otherwise] as ExpressionSpecification;
  const ign: LayerSpecification = {
    id: 'ign',
    type: 'raster',
    source: 'ign',
    paint: isDark
      ? { 'raster-brightness-max': 0.45, 'raster-saturation': -0.5, 'raster-fade-duration': 0 }
      : { 'raster-saturation': -0.35, 'raster-opacity': 0.85, 'raster-fade-duration': 0 },
  };
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': ground } },
    {
      ...{ id: 'land', type: 'fill', source: 'communes', filter: ['get', 'isOurs'] },
      paint: { 'fill-color': land },
    },
    ...(basemap === 'ign' ? [ign] : []),
    {
      ...{ id: 'undrawn', type: 'fill', source: 'communes', filter: ['get', 'isUndrawn'] },
      paint: {
        'fill-pattern': 'undrawn',
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 11, ifLit(0.9, 0.4), 15, ifLit(0.5, 0.2)],
      },
    },
    {
      ...{ id: 'commune-lines', type: 'line', source: 'communes' },
      paint: { 'line-color': line, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.8, 14, 1.6] },
    },
    {
      ...{ id: 'undrawn-lines', type: 'line', source: 'communes', filter: ['get', 'isUndrawn'] },
      paint: { 'line-color': qic, 'line-width': ifLit(2.5, 1), 'line-opacity': ifLit(1, 0.55) },
    },
    {
      ...{ id: 'outline', type: 'line', source: 'outline', layout: { 'line-cap': 'round' } },
      paint: { 'line-color': outline, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 1.8, 14, 3] },
    },
    {
      ...{ id: 'band-fills', type: 'fill', source: 'bands' },
      paint: { 'fill-color': ofKind, 'fill-opacity': unlessPale(0.08, 0.03) },
    },
    {
      ...{ id: 'band-lines', type: 'line', source: 'bands' },
      paint: {
        'line-color': ofKind,
        'line-opacity': unlessPale(0.75, 0.3),
        'line-width': zoomed(0.7, 1.3),
        'line-dasharray': [3, 2.5],
      },
    },
    {
      // A quarter that is not drawn is missing here, so a drawn QIC never overlaps a drawn QPV.
      ...{ id: 'quarter-grounds', type: 'fill', source: 'quarters' },
      paint: { 'fill-color': land, 'fill-opacity': basemap === 'ign' ? 0 : 1 },
    },
    {
      ...{ id: 'quarter-fills', type: 'fill', source: 'quarters' },
      paint: {
        'fill-color': ofKind,
        'fill-opacity': [
          'interpolate',
          ['linear'],
          ['zoom'],
          12,
          ifLit(0.62, unlessPale(0.34, 0.12)),
          15,
          unlessPale(0.34, 0.12),
        ],
      },
    },
    {
      ...{ id: 'street-edges', type: 'line', source: 'addresses', 'source-layer': 'streets', minzoom: ADDRESS_ZOOM },
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': line, 'line-width': streetWidth(2) },
    },
    {
      ...{ id: 'streets', type: 'line', source: 'addresses', 'source-layer': 'streets', minzoom: ADDRESS_ZOOM },
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': street, 'line-width': streetWidth(0) },
    },
    {
      ...{ id: 'before-fills', type: 'fill', source: 'before' },
      paint: { 'fill-pattern': 'before', 'fill-opacity': 0.8 },
    },
    {
      ...{ id: 'before-lines', type: 'line', source: 'before' },
      paint: { 'line-color': before, 'line-width': 1.8, 'line-dasharray': [2, 1.5] },
    },
    {
      ...{ id: 'quarter-lines', type: 'line', source: 'quarters', layout: { 'line-join': 'round' } },
      paint: {
        'line-color': ofKind,
        'line-opacity': ifLit(1, unlessPale(1, 0.45)),
        'line-width': zoomed(ifLit(2.6, 0.9), ifLit(4, 2)),
      },
    },
    {
      ...{ id: 'doubt-fill', type: 'fill', source: 'place', filter: ['==', ['get', 'part'], 'doubt'] },
      paint: { 'fill-color': place, 'fill-opacity': 0.16 },
    },
    {
      ...{ id: 'doubt-line', type: 'line', source: 'place', filter: ['==', ['get', 'part'], 'doubt'] },
      paint: { 'line-color': place, 'line-width': 1.2 },
    },
    {
      ...{ id: 'shape-fill', type: 'fill', source: 'place' },
      filter: ['all', ['==', ['get', 'part'], 'shape'], ['==', ['geometry-type'], 'Polygon']],
      paint: { 'fill-color': place, 'fill-opacity': 0.22 },
    },
    {
      ...{ id: 'shape-line', type: 'line', source: 'place', filter: ['==', ['get', 'part'], 'shape'] },
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': place, 'line-width': 2.8 },
    },
    {
      ...{ id: 'way-edge', type: 'line', source: 'place', filter: ['==', ['get', 'part'], 'way'] },
      paint: { 'line-color': paper, 'line-width': 5, 'line-opacity': 0.8 },
    },
    {
      ...{ id: 'way', type: 'line', source: 'place', filter: ['==', ['get', 'part'], 'way'] },
      paint: { 'line-color': place, 'line-width': 2.4 },
    },
    {
      ...{ id: 'foot', type: 'circle', source: 'place', filter: ['==', ['get', 'part'], 'foot'] },
      paint: { 'circle-color': paper, 'circle-radius': 4, 'circle-stroke-color': place, 'circle-stroke-width': 2.4 },
    },
    {
      ...{ id: 'houses', type: 'circle', source: 'addresses', 'source-layer': 'houses', minzoom: ADDRESS_ZOOM },
      paint: {
        'circle-color': house,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 15, 1.1, 19, 3.5],
      },
    },
    {
      ...{ id: 'house-numbers', type: 'symbol', source: 'addresses', 'source-layer': 'houses', minzoom: 17 },
      layout: {
        ...{ 'text-field': ['get', 'number'], 'text-font': REGULAR, 'text-size': 11 },
        'text-variable-anchor': ['bottom', 'top', 'left', 'right'],
        'text-radial-offset': 0.5,
        'text-padding': 1,
      },
      paint: { 'text-color': soft, 'text-halo-color': halo, 'text-halo-width': 1.2 },
    },
    {
      ...{ id: 'street-names', type: 'symbol', source: 'addresses', 'source-layer': 'names' },
      ...{ minzoom: ADDRESS_ZOOM, maxzoom: LINED_NAMES },
      layout: {
        ...{ 'text-field': ['get', 'name'], 'text-font': REGULAR, 'text-max-width': 9 },
        'text-size': ['interpolate', ['linear'], ['zoom'], 15, 10, 17, 12],
        'text-padding': 3,
      },
      paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.6 },
    },
    {
      // From this zoom on most streets are longer than their names.
      ...{ id: 'street-names-along', type: 'symbol', source: 'addresses', 'source-layer': 'streets' },
      minzoom: LINED_NAMES,
      layout: {
        ...{ 'symbol-placement': 'line', 'symbol-spacing': 500 },
        ...{ 'text-field': ['get', 'name'], 'text-font': REGULAR },
        'text-size': 13,
      },
      paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.6 },
    },
    {
      ...{ id: 'commune-names', type: 'symbol', source: 'names', minzoom: 9 },
      layout: {
        'text-field': ['get', 'name'],
        'text-font': REGULAR,
        'text-size': ['interpolate', ['linear'], ['zoom'], 9, 10.5, 14, 14],
        'text-letter-spacing': 0.06,
        'text-max-width': 8,
        'text-padding': 6,
        // A quarter may cover the middle of its commune.
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.2,
        'symbol-sort-key': ['case', ['get', 'isOurs'], 0, 1],
      },
      paint: { 'text-color': soft, 'text-halo-color': halo, 'text-halo-width': 1.4 },
    },
    {
      ...{ id: 'quarter-names', type: 'symbol', source: 'labels', minzoom: 10.5 },
      layout: {
        'text-field': ['get', 'name'],
        'text-font': BOLD,
        'text-size': ['interpolate', ['linear'], ['zoom'], 10.5, 10.5, 15, 14],
        'text-max-width': 9,
        'text-padding': 4,
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.8,
        'symbol-sort-key': ['case', ['get', 'isPale'], 1, 0],
      },
      paint: {
        'text-color': ofKind,
        'text-opacity': unlessPale(1, 0.6),
        'text-halo-color': halo,
        'text-halo-width': 1.8,
      },
    },
    {
      ...{ id: 'candidates', type: 'circle', source: 'candidates' },
      paint: { 'circle-color': place, 'circle-radius': 13, 'circle-stroke-color': paper, 'circle-stroke-width': 2 },
    },
    {
      ...{ id: 'candidate-numbers', type: 'symbol', source: 'candidates' },
      layout: {
        'text-field': ['get', 'number'],
        'text-font': BOLD,
        'text-size': 14,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': paper },
    },
    {
      ...{ id: 'pin', type: 'symbol', source: 'place', filter: ['==', ['get', 'part'], 'pin'] },
      layout: {
        ...{ 'icon-image': 'pin', 'icon-anchor': 'bottom', 'icon-allow-overlap': true, 'icon-ignore-placement': true },
        'text-field': ['get', 'label'],
        'text-font': BOLD,
        'text-size': 13,
        'text-anchor': ['get', 'anchor'],
        'text-offset': ['case', ['==', ['get', 'anchor'], 'left'], ['literal', [1.5, -1.6]], ['literal', [-1.5, -1.6]]],
        'text-justify': 'auto',
        'text-max-width': 14,
        'text-optional': true,
      },
      paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 2 },
    },
    {
      ...{ id: 'distance', type: 'symbol', source: 'place', filter: ['==', ['get', 'part'], 'distance'] },
      layout: {
        'text-field': ['get', 'label'],
        'text-font': BOLD,
        'text-size': 15,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
        'text-anchor': ['get', 'anchor'],
        'text-offset': ['case', ['==', ['get', 'anchor'], 'left'], ['literal', [1.1, 0]], ['literal', [-1.1, 0]]],
      },
      paint: { 'text-color': place, 'text-halo-color': paper, 'text-halo-width': 2.4 },
    },
  ];
}

/** Pixels; the edges on both sides are `more`. */
function streetWidth(more: number): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.5], ['zoom'], 15, 2.5 + more, 19, 16 + more];
}

// Without a `glyphs` URL the browser draws letters with its own fonts: the first name gives the weight.
const REGULAR = ['system-ui', 'sans-serif'];
const BOLD = ['Semibold', 'system-ui', 'sans-serif'];
