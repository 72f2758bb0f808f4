import { shortDate } from '../french/dates.ts';
import { type GenerationZones, generationOn, type Zones } from '../zones/zones.ts';
import type { Selection } from './membership.ts';

/**
 * The generation in force on a date. Throws an Error of one French line, which says what brings them, where none of its
 * perimeters that the selection asks for is drawn: everyone would be uncertain.
 */
export function drawnGeneration(zones: Zones, date: string, selection: Selection): GenerationZones {
  const current = generationOn(zones, date);
  if (current === null) throw new Error(`aucun quartier connu du service n’était en vigueur le ${shortDate(date)}`);
  // Of both kinds, the QPV are those without which nothing can be said.
  const kind = selection === 'both' ? 'qpv' : selection;
  if (current.drawn.some(({ zone }) => zone.kind === kind)) return current;
  const { id } = current.generation;
  throw new Error(
    kind === 'qpv'
      ? `les périmètres des QPV de la génération ${id} ne sont pas chargés : « perimetre data update » les apporte`
      : `aucun périmètre de QIC de la génération ${id} n’est chargé : « perimetre zones import » les prend du ` +
          'fichier du SIG',
  );
}
