import type { Map as MapLibreMap } from 'maplibre-gl';
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode } from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Shape } from '../question/read-shape.ts';
import type { ShapeKind } from '../question/shape-field.ts';

/**
 * Draws an outline or a line on a map with the pointer: a click for each vertex, one on the last or the first to end,
 * Escape to give up. `shape` resolves with what is drawn, null when given up. What is drawn is then off the map.
 */
export function drawShape(
  map: MapLibreMap,
  kind: ShapeKind,
  colour: string,
): { readonly shape: Promise<Shape | null>; cancel(): void } {
  const hex = colour as `#${string}`;
  // Escape is taken below: it gives the whole drawing up, also before its first vertex.
  const keyEvents = { cancel: null, finish: 'Enter' };
  const closing = { closingPointColor: hex, closingPointOutlineColor: '#ffffff' } as const;
  const mode =
    kind === 'polygon'
      ? new TerraDrawPolygonMode({
          keyEvents,
          styles: { fillColor: hex, fillOpacity: 0.2, outlineColor: hex, outlineWidth: 3, ...closing },
        })
      : new TerraDrawLineStringMode({ keyEvents, styles: { lineStringColor: hex, lineStringWidth: 3, ...closing } });
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: DIGITS }),
    modes: [mode],
  });
  let finish: (shape: Shape | null) => void = () => {};
  const cancel = () => finish(null);
  const giveUp = (event: KeyboardEvent) => {
    if (event.key === 'Escape') cancel();
  };
  const shape = new Promise<Shape | null>((resolve) => {
    finish = (drawn) => {
      removeEventListener('keydown', giveUp);
      finish = () => {};
      if (draw.enabled) draw.stop();
      resolve(drawn);
    };
  });
  draw.on('finish', (id) => finish((draw.getSnapshotFeature(id)?.geometry as Shape | undefined) ?? null));
  addEventListener('keydown', giveUp);
  draw.start();
  draw.setMode(mode.mode);
  return { shape, cancel };
}

/** Digits of a degree: a millionth is a tenth of a metre, finer than a person can point. */
const DIGITS = 6;
