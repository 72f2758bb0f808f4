import { boundingBoxOf } from '../geo/polygon.ts';
import type { Loaded } from '../load.ts';
import { DrawingBusy, type DrawingQueue } from '../proof/pdf/drawing-queue.ts';
import type { SchemeInWords } from '../proof/pdf/verdict-blocks.ts';
import type { Proof, SignedProof } from '../proof/proof.ts';
import { footprintOf } from '../proof/question-geometry.ts';
import { Problem } from '../questions/problem.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import type { Zones } from '../zones/zones.ts';

/**
 * Returns the proof as a PDF. Its map shows the quarters of the proof's own version of the data. Throws a Problem when
 * too many proofs wait to be drawn.
 */
export async function drawProof(
  proof: SignedProof,
  { current, rulebooks }: Loaded,
  drawing: DrawingQueue,
): Promise<Uint8Array> {
  const zones = current.of(proof.dataVersion);
  const context = {
    perimeters: perimetersNear(proof, zones),
    schemes: schemesInWords(rulebooks.of(proof.rulesVersion)),
    verifyUrl: proof.issuer.url === null ? null : `${proof.issuer.url}/verifier`,
    band: zones.distances.band,
  };
  return drawing.draw(proof, context).catch(refuseWaiting);
}

/** Rethrows an error. A full queue becomes a Problem with a delay to try again. */
function refuseWaiting(error: unknown): never {
  if (!(error instanceof DrawingBusy)) throw error;
  throw new Problem('not-ready', 'Trop de preuves attendent d’être mises en page : réessayez dans un instant.', {
    headers: { 'retry-after': '5' },
  });
}

function perimetersNear({ place, question, answer }: Proof, zones: Zones) {
  const generation = zones.generations.find(({ generation }) => generation.id === answer.generation);
  const footprint = footprintOf(question.body);
  const box = footprint ? boundingBoxOf(footprint) : place && ([place.lon, place.lat, place.lon, place.lat] as const);
  if (box === null || generation === undefined) return [];
  return generation.near(box, (place?.uncertainty ?? 0) + AROUND).map((position) => {
    const { zone, perimeter } = generation.drawn[position]!;
    return { id: zone.id, kind: zone.kind, name: zone.name, geometry: perimeter.geometry };
  });
}

/** The most metres around a place that the map can show. */
const AROUND = 2000;

function schemesInWords(rulebook: Rulebook | null): ReadonlyMap<string, SchemeInWords> {
  return new Map([...(rulebook?.schemes ?? [])].map(([id, { label, place }]) => [id, { label, place: place.what }]));
}
