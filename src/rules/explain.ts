import { kindNames } from '../french/labels.ts';
import { metres } from '../french/numbers.ts';
import { capitalised } from '../french/sentence.ts';
import { better } from './answer.ts';
import type { Geography, ZoneDistance } from './geography.ts';
import { applies, communeStatus, isOfGeneration, zonesAnswer } from './judge.ts';
import type { CommuneRule, Message, Plan, ResolvedRow } from './plan.ts';
import { fill } from './template.ts';

/**
 * Returns the reasons of `judge` that depend on the place: every zone that counts, then the commune. The reasons that
 * depend on the facts and the date are in the plan.
 */
export function explain(plan: Plan, geography: Geography): Message[] {
  if (plan.settled !== null) return [];
  const reasons = ofThePlace(plan, geography);
  const { communes } = plan;
  if (communes !== null) reasons.push(ofTheCommune(communes, geography));
  return reasons;
}

/** Returns the notice that the zones are not those of the programme year; null when they are. */
export function noticeOfGeneration(plan: Plan, geography: Geography): Message | null {
  if (plan.settled !== null || isOfGeneration(plan, geography)) return null;
  return {
    code: 'other-generation',
    message:
      'Les quartiers consultés ne sont pas ceux en vigueur au 1er janvier ' +
      `${plan.generationOn?.slice(0, 4)}, année de programme de l’action : la géographie de cette année-là décide.`,
  };
}

/** Name of a zone in a sentence: « le QPV Quartier Du Mont Liébaut (QN06208M) ». */
export function zoneLabel({ id, kind, name }: Pick<ZoneDistance, 'id' | 'kind' | 'name'>): string {
  const status = kindNames[kind];
  if (id === null) return `un ${status} que les données chargées ne connaissent pas`;
  return name === null ? `le ${status} ${id}` : `le ${status} ${name} (${id})`;
}

function ofTheCommune(rule: CommuneRule, geography: Geography): Message {
  const status = communeStatus(rule, geography);
  return status === 'inside' ? rule.inside : status === 'rest' ? rule.rest!.because : rule.outside;
}

function ofThePlace(plan: Plan, geography: Geography): Message[] {
  if (plan.public?.alone) return [plan.public.message];
  const what = capitalised(plan.scheme.place.what);
  const reasons: Message[] = [];
  const answer = zonesAnswer(plan, geography);
  // A row without a zone is only a reason where no zone gives a better verdict.
  for (const row of plan.rows)
    if (row.zone === null && row.because !== null && row.verdict === answer) reasons.push(row.because);
  for (const zone of geography.former ?? []) {
    const row = plan.rows.find((one) => one.isFormer && one.verdict === answer && applies(one, zone, geography));
    if (row?.because) reasons.push({ code: row.because.code, message: fill(row.because.message, words(zone)) });
  }
  const former = reasons.length;
  for (const zone of nearestFirst(geography)) {
    const row = bestRow(plan, zone, geography);
    if (row === null) continue;
    reasons.push(position(row, zone, what));
    if (row.because !== null) reasons.push({ code: row.because.code, message: fill(row.because.message, words(zone)) });
  }
  const areAllFormer = reasons.length === former;
  if (reasons.length === 0) reasons.push(...elsewhere(plan, geography, what));
  else if (areAllFormer) {
    const [nearest] = nearestFirst(geography);
    if (nearest !== undefined) reasons.push(unmatched(plan, nearest, what, geography));
  }
  // The public is only a reason where it does at least as well as the place.
  if (plan.public !== null && better(plan.public.verdict, answer) === plan.public.verdict)
    reasons.push(plan.public.message);
  const otherGeneration = noticeOfGeneration(plan, geography);
  if (otherGeneration !== null) reasons.push(otherGeneration);
  return reasons;
}

function nearestFirst({ zones }: Geography): ZoneDistance[] {
  return [...zones].sort((a, b) => a.distance - b.distance);
}

function bestRow(plan: Plan, zone: ZoneDistance, geography: Geography): ResolvedRow | null {
  let best: ResolvedRow | null = null;
  for (const row of plan.rows) {
    if (row.zone === null || row.isFormer || !applies(row, zone, geography)) continue;
    if (best === null || (row.verdict !== best.verdict && better(row.verdict, best.verdict) === row.verdict))
      best = row;
  }
  return best;
}

/** Position of the place relative to a zone that counts. */
function position(row: ResolvedRow, zone: ZoneDistance, what: string): Message {
  const limit = limitOf(row);
  // Part of a building may be beyond the limit while another part is within it.
  const isNear = zone.distance > 0 && zone.distance < limit && Number.isFinite(limit);
  const within = isNear && !zone.isSupposed ? `, soit moins de ${metres(limit)}` : '';
  return { code: `${relation(zone)}-${zone.kind}`, message: `${what} est ${whereabouts(zone, limit)}${within}.` };
}

function elsewhere(plan: Plan, geography: Geography, what: string): Message[] {
  const reasons: Message[] = [
    plan.elsewhere.because ?? {
      code: 'elsewhere',
      message: `${what} n’est dans aucun des périmètres qui comptent pour ce dispositif.`,
    },
  ];
  const [nearest] = nearestFirst(geography);
  if (plan.rows.length > 0 && nearest !== undefined) reasons.push(unmatched(plan, nearest, what, geography));
  return reasons;
}

/** Reason for a zone that is near, or contains the place, but does not count for this scheme or does not settle it. */
function unmatched(plan: Plan, zone: ZoneDistance, what: string, geography: Geography): Message {
  const isRefused = plan.elsewhere.verdict === 'no';
  const limits = plan.rows.filter((row) => row.zone === zone.kind).map(limitOf);
  const limit = Math.max(0, ...limits.filter(Number.isFinite));
  return {
    code: `${relation(zone)}-${zone.kind}-does-not-${isRefused ? 'count' : 'settle'}`,
    message:
      `${what} est ${whereabouts(zone, limit)} : ` +
      `${isRefused ? 'cela n’ouvre pas ce dispositif' : 'cela ne suffit pas à conclure'}` +
      `${farthestPoint(plan, zone, geography)}.`,
  };
}

/** The farthest point of a footprint and the limit that it does not meet; empty where no row looks at it. */
function farthestPoint(plan: Plan, zone: ZoneDistance, { extent }: Geography): string {
  if (extent !== 'footprint' || zone.isSupposed) return '';
  const limits = plan.rows
    .filter((row) => row.zone === zone.kind && (row.only === null || (zone.id !== null && row.only.has(zone.id))))
    .filter((row) => Number.isFinite(row.entirelyCloserThan) && zone.nearest < row.partlyCloserThan)
    .map((row) => row.entirelyCloserThan);
  if (limits.length === 0) return '';
  return ` (point le plus éloigné : ${metres(zone.farthest)}, limite ${metres(Math.max(...limits))})`;
}

function relation({ distance }: ZoneDistance): 'inside' | 'near' {
  return distance <= 0 ? 'inside' : 'near';
}

/**
 * « dans le QPV … », « à 12,5 m de la limite du QPV … ». For a supposed position, the side of `limit` (metres) instead
 * of a distance.
 */
function whereabouts(zone: ZoneDistance, limit: number): string {
  const label = zoneLabel(zone);
  if (zone.distance <= 0) return zone.farthest <= 0 ? `dans ${label}` : `en partie dans ${label}`;
  if (zone.id === null) return `près d’${label}`;
  const ofIt = `du ${label.slice('le '.length)}`;
  const ofTheLimit = `de la limite ${ofIt}`;
  if (!zone.isSupposed) return `à ${metres(zone.distance)} ${ofTheLimit}`;
  if (limit === 0 || !Number.isFinite(limit)) return `hors ${ofIt}`;
  return zone.distance < limit
    ? `à moins de ${metres(limit)} ${ofTheLimit}`
    : `à ${metres(limit)} ou plus ${ofTheLimit}`;
}

/** Metres within which the row counts; infinite for a row without a distance. */
function limitOf({ closerThan, entirelyCloserThan, partlyCloserThan }: ResolvedRow): number {
  return Math.min(closerThan, entirelyCloserThan, partlyCloserThan);
}

function words(zone: ZoneDistance): Record<string, string> {
  return {
    zone: zoneLabel(zone),
    distance: metres(zone.distance),
    nearest: metres(zone.nearest),
    farthest: metres(zone.farthest),
  };
}
