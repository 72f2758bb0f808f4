import { metres } from '../../french/numbers.ts';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Feature, FeatureCollection, Geometry } from 'geojson';
import {
  AttributionControl,
  type GeoJSONSource,
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { innerPoint } from '../quarters/inner-point.ts';
import { basemapOf } from './basemap.ts';
import { coloursOf } from './colours.ts';
import { circle } from './drawn-ground.ts';
import { IMAGE_RATIO, imagesFor } from './images.ts';
import { LIT_SOURCES, layersFor, POINTED_LAYERS, type SourceName, sourcesFor } from './layers.ts';
import { nearestLimit } from './nearest.ts';
import { outlineOf } from './outline.ts';
import { pointsOf, positionOf, type Scene, undrawnCommunes } from './scene.ts';
import type { Box, MultiPolygon, Position, Ring } from './shape.ts';

/** Creates the WebGL map. Throws where the browser has no WebGL. */
export function openDrawing(container: HTMLElement, label: string): Drawing {
  setWorkerUrl(workerUrl);
  const basemap = basemapOf(document);
  let colours = coloursOf(container);
  const map = new MapLibreMap({
    container,
    style: { version: 8, sources: sourcesFor(basemap), layers: layersFor(colours, basemap) },
    bounds: START_BOX,
    ...{ minZoom: 5, maxZoom: 19, maxPitch: 0, dragRotate: false, pitchWithRotate: false, touchPitch: false },
    keyboard: false,
    cooperativeGestures: true,
    attributionControl: false,
    fadeDuration: isStill() ? 0 : 150,
    locale: { ...LOCALE, 'Map.Title': label },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ maxWidth: 110 }), 'top-left');
  map.addControl(
    new AttributionControl({
      compact: false,
      customAttribution: 'Périmètres : ANCT, communes : IGN, Licence Ouverte 2.0',
    }),
    'bottom-right',
  );
  for (const [name, image] of Object.entries(imagesFor(colours))) {
    map.once('styledata', () => map.hasImage(name) || map.addImage(name, image, { pixelRatio: IMAGE_RATIO }));
  }
  // A missing tile or glyph leaves a hole in the map and no more.
  map.on('error', () => {});
  // Marks the map as drawn, for tests and screenshots.
  map.on('idle', () => container.setAttribute('data-drawn', ''));
  map.on('movestart', () => container.removeAttribute('data-drawn'));

  let hasLooked = false;
  let lit: readonly string[] = [];
  let drawn: Scene | null = null;
  // While the graphics context is lost the map has no style: what is drawn meanwhile is drawn when it is back.
  let isLost = false;
  map.on('webglcontextlost', () => {
    isLost = true;
  });
  map.on('webglcontextrestored', () => {
    map.once('idle', () => {
      isLost = false;
      takeTheme();
      if (drawn) fill(drawn);
      light(lit);
    });
  });
  const fill = (scene: Scene) => {
    container.removeAttribute('data-drawn');
    for (const [name, features] of Object.entries(featuresOf(scene))) {
      const data: FeatureCollection = { type: 'FeatureCollection', features };
      (map.getSource(name) as GeoJSONSource).setData(data);
    }
  };
  const light = (ids: readonly string[]) => {
    if (!isLost) {
      for (const source of LIT_SOURCES) {
        for (const id of lit) map.removeFeatureState({ source, id });
        for (const id of ids) map.setFeatureState({ source, id }, { isLit: true });
      }
    }
    lit = ids;
  };
  const theme = matchMedia('(prefers-color-scheme: dark)');
  const takeTheme = () => {
    if (isLost) return;
    colours = coloursOf(container);
    for (const [name, image] of Object.entries(imagesFor(colours))) map.updateImage(name, image);
    for (const { id, paint } of layersFor(colours, basemap)) {
      for (const [property, value] of Object.entries(paint ?? {}))
        map.setPaintProperty(id, property as never, value as never);
    }
  };
  theme.addEventListener('change', takeTheme);

  const ready = new Promise<void>((resolve) => map.once('load', () => resolve()));
  return {
    map,
    ready,
    async draw(scene) {
      await ready;
      drawn = scene;
      if (!isLost) fill(scene);
    },
    look(box, atMost = 17) {
      const isFirst = !hasLooked;
      hasLooked = true;
      // The style sheet that sizes the map may load after it.
      if (isFirst) map.resize();
      map.fitBounds([box[0], box[1], box[2], box[3]], {
        padding: Math.min(60, container.clientWidth / 8, container.clientHeight / 6),
        maxZoom: atMost,
        animate: !isStill() && !isFirst,
        duration: 600,
      });
    },
    quarterAt(x, y) {
      if (isLost) return null;
      // A quarter is a few pixels wide on a map of the agglomeration: the nearest around the position counts too.
      for (const reach of [0, REACH]) {
        const box: [[number, number], [number, number]] = [
          [x - reach, y - reach],
          [x + reach, y + reach],
        ];
        const [found] = map.queryRenderedFeatures(box, { layers: POINTED_LAYERS });
        if (found) return { id: found.properties.id, generation: found.properties.generation };
      }
      return null;
    },
    light,
    remove() {
      theme.removeEventListener('change', takeTheme);
      map.remove();
    },
  };
}

export interface Drawing {
  readonly map: MapLibreMap;
  readonly ready: Promise<void>;
  draw(scene: Scene): Promise<void>;
  /** Moves the view to a box, at most to the given zoom. */
  look(box: Box, atMost?: number): void;
  /** Returns the quarter drawn at a position of the canvas, in pixels, or close to it. */
  quarterAt(x: number, y: number): QuarterKey | null;
  /** Lights the quarters with these ids and the communes with these codes; the others go out. */
  light(ids: readonly string[]): void;
  remove(): void;
}

/** A quarter of one generation. */
export interface QuarterKey {
  readonly id: string;
  readonly generation: string;
}

/** Pixels. */
const REACH = 6;

/** Whether the person prefers reduced motion. */
function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** The agglomeration, shown until the first scene is loaded. */
const START_BOX: [number, number, number, number] = [2.4, 50.42, 2.82, 50.62];

const LOCALE = {
  'AttributionControl.ToggleAttribution': 'Afficher ou masquer les crédits',
  'NavigationControl.ZoomIn': 'Zoomer',
  'NavigationControl.ZoomOut': 'Dézoomer',
  'NavigationControl.ResetBearing': 'Remettre le nord en haut',
  'ScaleControl.Meters': 'm',
  'ScaleControl.Kilometers': 'km',
  'CooperativeGesturesHandler.WindowsHelpText': 'Pour zoomer, maintenez Ctrl en faisant défiler',
  'CooperativeGesturesHandler.MacHelpText': 'Pour zoomer, maintenez ⌘ en faisant défiler',
  'CooperativeGesturesHandler.MobileHelpText': 'Déplacez la carte avec deux doigts',
};

function featuresOf(scene: Scene): Record<SourceName, Feature[]> {
  const { quarters, bands, communes, before, chosen } = scene;
  const undrawn = new Set(undrawnCommunes(scene).map(({ citycode }) => citycode));
  const contours = communes.filter(({ isContour }) => isContour);
  const ours = contours.filter(({ agglomeration }) => agglomeration);
  const kinds = new Map(quarters.map(({ id, kind }) => [id, kind]));
  const isPale = (id: string) => chosen !== null && id !== chosen;
  const drawn = quarters.filter((quarter) => quarter.geometry !== null);
  return {
    communes: contours.map(({ citycode, shape, agglomeration }) =>
      feature(polygons(shape), { id: citycode, isOurs: agglomeration, isUndrawn: undrawn.has(citycode) }),
    ),
    outline: ours.length > 0 ? [feature(lines(outlineOf(ours.map(({ shape }) => shape))), {})] : [],
    names: communes.flatMap(({ name, shape, agglomeration }) => pointIn(shape, { name, isOurs: agglomeration })),
    quarters: drawn.map(({ id, kind, generation, geometry }) =>
      feature(polygons(geometry!), { id, generation, kind, isPale: isPale(id) }),
    ),
    bands: bands.map(({ id, shape }) => feature(polygons(shape), { kind: kinds.get(id) ?? 'qpv', isPale: isPale(id) })),
    before: (before?.quarters ?? []).flatMap(({ id, generation, geometry }) =>
      geometry ? [feature(polygons(geometry), { id, generation })] : [],
    ),
    labels: drawn.flatMap(({ id, name, kind, generation, geometry }) =>
      pointIn(geometry!, { id, generation, name, kind, isPale: isPale(id) }),
    ),
    place: placeFeatures(scene),
    candidates: scene.candidates.map((spot, i) => feature(point(positionOf(spot)), { number: String(i + 1) })),
  };
}

function placeFeatures(scene: Scene): Feature[] {
  const { place } = scene;
  if (place === null) return [];
  if (place.shape) return [feature(place.shape as unknown as Geometry, { part: 'shape' })];
  const at = positionOf(place);
  const nearest = nearestLimit(scene);
  // The distance is written beyond the limit, the name of the place on the other side.
  const [distanceAnchor, nameAnchor] = nearest && nearest.at[0] < at[0] ? ['right', 'left'] : ['left', 'right'];
  const label = place.label ?? '';
  const features = [feature(point(at), { part: 'pin', label, anchor: nearest ? nameAnchor : 'left' })];
  const around = pointsOf(place).filter(({ uncertainty }) => uncertainty > 0);
  const circles = around.map((spot) => [circle(positionOf(spot), spot.uncertainty)]);
  if (circles.length > 0) features.push(feature(polygons(circles), { part: 'doubt' }));
  if (nearest) {
    const distance = metres(nearest.zone.boundaryDistance);
    features.push(
      feature(line([at, nearest.at]), { part: 'way' }),
      feature(point(nearest.at), { part: 'foot' }),
      feature(point(nearest.at), { part: 'distance', label: distance, anchor: distanceAnchor }),
    );
  }
  return features;
}

function pointIn(shape: MultiPolygon, properties: Record<string, unknown>): Feature[] {
  let at = middles.get(shape);
  if (at === undefined) {
    at = innerPoint(shape);
    middles.set(shape, at);
  }
  return at === null ? [] : [feature(point(at), properties)];
}

// Computed once a shape: a scene is drawn again at each change.
const middles = new WeakMap<MultiPolygon, Position | null>();

function feature(geometry: Geometry, properties: Record<string, unknown>): Feature {
  return { type: 'Feature', geometry, properties };
}

function polygons(shape: MultiPolygon): Geometry {
  return { type: 'MultiPolygon', coordinates: shape as unknown as number[][][][] };
}

function lines(several: readonly Ring[]): Geometry {
  return { type: 'MultiLineString', coordinates: several as unknown as number[][][] };
}

function line(positions: Ring): Geometry {
  return { type: 'LineString', coordinates: positions as unknown as number[][] };
}

function point(position: Position): Geometry {
  return { type: 'Point', coordinates: [...position] };
}
