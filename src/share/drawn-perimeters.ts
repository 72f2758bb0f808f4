import { shortDate } from '../french/dates.ts';
import { type GenerationZones, generationOn, type Zones } from '../zones/zones.ts';
import type { Selection } from './membership.ts';

/**
 * Returns the generation in force on a date. Throws an Error of one French line with the remedy where none of the
 * perimeters of the selection is drawn: every home would be uncertain.
 */
export function drawnGeneration(zones: Zones, date: string, selection: Selection): GenerationZones {
  const current = generationOn(zones, date);
  if (current === null) throw new Error(`aucun quartier connu du service n’était en vigueur le ${shortDate(date)}`);
  // For both kinds, the QPV are required.
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
