import { type Answer, better, stricter } from './answer.ts';
import { departmentOfQuarter } from './department.ts';
import type { Geography, ZoneDistance } from './geography.ts';
import type { CommuneRule, Plan, ResolvedRow } from './plan.ts';

/**
 * Returns the answer of a scheme for a place as described by `geography`. Called for every possible state of a place.
 */
export function judge(plan: Plan, geography: Geography): Answer {
  if (plan.settled !== null) return plan.settled;
  const place = stricter(plan.cap, placeAnswer(plan, geography));
  return plan.communes === null ? place : stricter(place, communeAnswer(plan.communes, geography));
}

/** The best answer that the zones, the public and the generation allow in any commune. */
export function placeAnswer(plan: Plan, geography: Geography): Answer {
  if (plan.public?.alone) return plan.public.verdict;
  const zones = zonesAnswer(plan, geography);
  const best = plan.public === null ? zones : better(zones, plan.public.verdict);
  return isOfGeneration(plan, geography) ? best : stricter(best, 'review');
}

/** The answer that the zones alone allow: the best row of the table that applies to any of them. */
export function zonesAnswer(plan: Plan, geography: Geography): Answer {
  let best: Answer | null = null;
  for (const row of plan.rows) {
    if (row.zone === null) {
      if (rowApplies(row, geography)) best = best === null ? row.verdict : better(best, row.verdict);
      continue;
    }
    for (const zone of zonesOfRow(row, geography)) {
      if (applies(row, zone, geography)) best = best === null ? row.verdict : better(best, row.verdict);
    }
  }
  return best ?? plan.elsewhere.verdict;
}

/** The answer that the commune allows: `yes` at best, which leaves the other answers as they are. */
export function communeAnswer(rule: CommuneRule, geography: Geography): Answer {
  return { inside: 'yes' as const, rest: rule.rest?.verdict ?? rule.otherwise, outside: rule.otherwise }[
    communeStatus(rule, geography)
  ];
}

/**
 * Position of the commune for the rule: among those allowed, in the rest of the agglomeration or among named neighbours
 * (only where the rule distinguishes them), or outside. A commune of the agglomeration that the data cannot identify
 * may be an allowed one, and one outside it may be such a neighbour.
 */
export function communeStatus(
  rule: CommuneRule,
  { commune, inAgglomeration }: Geography,
): 'inside' | 'rest' | 'outside' {
  if (rule.allowed === null && inAgglomeration) return 'inside';
  if (rule.rest?.named) return commune === null || rule.rest.named.has(commune) ? 'rest' : 'outside';
  if (rule.allowed === null) return 'outside';
  if (commune !== null && rule.allowed.has(commune)) return 'inside';
  if (rule.rest === null || !inAgglomeration) return 'outside';
  return commune === null ? 'inside' : 'rest';
}

/** Whether the row applies to `zone`, at its distance from the place. */
export function applies(row: ResolvedRow, zone: ZoneDistance, geography: Geography): boolean {
  return (
    row.zone === zone.kind &&
    fitsExtent(row, geography) &&
    // A zone that is missing from the loaded data may be one of those named: it is never ruled out.
    (row.only === null || zone.id === null || row.only.has(zone.id)) &&
    (row.departments === null || zone.id === null || isInDepartments(zone.id, row.departments)) &&
    (!row.inside || zone.distance <= 0) &&
    (!row.entirelyInside || zone.farthest <= 0) &&
    zone.distance < row.closerThan &&
    zone.farthest < row.entirelyCloserThan &&
    zone.nearest < row.partlyCloserThan
  );
}

/** Whether the zones of the place are those of the generation on the legal day. */
export function isOfGeneration(plan: Plan, { generation }: Geography): boolean {
  const day = plan.generationOn;
  if (day === null) return true;
  return generation !== null && generation.from <= day && (generation.to === null || day <= generation.to);
}

/** The zones that a row looks at: those in force, or those of an earlier generation. */
export function zonesOfRow({ isFormer }: ResolvedRow, { zones, former }: Geography): readonly ZoneDistance[] {
  return isFormer ? (former ?? []) : zones;
}

/** Whether a row that looks at no zone applies. */
export function rowApplies(row: ResolvedRow, geography: Geography): boolean {
  return row.zone === null && fitsExtent(row, geography);
}

function fitsExtent(row: ResolvedRow, geography: Geography): boolean {
  return row.extent === null || row.extent === geography.extent;
}

/** A code without a département is never ruled out. */
function isInDepartments(id: string, departments: ReadonlySet<string>): boolean {
  const department = departmentOfQuarter(id);
  return department === null || departments.has(department);
}
