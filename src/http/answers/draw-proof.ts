import type { Proof, SignedProof } from '../../decisions/proof.ts';
import type { Loaded } from '../../load.ts';
import type { Rulebook } from '../../rules/load.ts';
import type { Zones } from '../../zones/zones.ts';

/** The proof as a PDF to read and to print, its map drawn from the quarters of its own version of the data. */
export async function drawProof(proof: SignedProof, { current, rulebooks }: Loaded): Promise<Uint8Array> {
  // What draws is big, and few ask for it: no start waits for it.
  const { proofPdf } = await import('../../decisions/pdf/proof-pdf.ts');
  const zones = current.of(proof.dataVersion);
  return proofPdf(proof, {
    perimeters: perimetersNear(proof, zones),
    schemeLabels: schemeLabels(rulebooks.of(proof.rulesVersion)),
    verifyUrl: proof.issuer.url === null ? null : `${proof.issuer.url}/verifier`,
    band: zones.distances.band,
  });
}

function perimetersNear({ place, answer }: Proof, zones: Zones) {
  const generation = zones.generations.find(({ generation }) => generation.id === answer.generation);
  if (place === null || generation === undefined) return [];
  const { lon, lat, uncertainty } = place;
  return generation.near([lon, lat, lon, lat], uncertainty + AROUND).map((position) => {
    const { zone, perimeter } = generation.drawn[position]!;
    return { id: zone.id, kind: zone.kind, name: zone.name, geometry: perimeter.geometry };
  });
}

/** Metres around a place of which a map may show something. */
const AROUND = 2000;

function schemeLabels(rulebook: Rulebook | null): ReadonlyMap<string, string> {
  return new Map([...(rulebook?.schemes ?? [])].map(([id, { label }]) => [id, label]));
}
