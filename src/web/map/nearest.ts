import type { SituatedZone } from '../answers.ts';
import { directionName, nearestOnLimit } from './drawn-ground.ts';
import { positionOf, type Scene, shapeOf } from './scene.ts';
import type { Position } from './shape.ts';

/** Returns the limit nearest to the place, as the service measured it, and its position where it is drawn. */
export function nearestLimit(scene: Scene): NearestLimit | null {
  const { place, situated } = scene;
  if (place === null || situated === null) return null;
  for (const zone of situated) {
    const shape = shapeOf(scene, zone.id);
    const at = shape && nearestOnLimit(shape, positionOf(place));
    if (at) return { zone, at, direction: directionName(positionOf(place), at) };
  }
  return null;
}

export interface NearestLimit {
  readonly zone: SituatedZone;
  readonly at: Position;
  /** « au nord-est » */
  readonly direction: string;
}
