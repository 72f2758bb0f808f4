import { isClosed } from '../../french/verdict-words.ts';
import type { Verdict } from '../answers.ts';
import type { AddressAnswer, PossibleAddress, ShortVerdict } from './service.ts';

/**
 * Returns the answer for the address that a person chose, where its text alone remains ambiguous: each candidate has
 * its own outcome. A recorded answer is unchanged.
 */
export function answerOfChosen(answer: AddressAnswer, { label, lon, lat }: PossibleAddress): AddressAnswer {
  const own = answer.candidates.find((one) => one.label === label && one.lon === lon && one.lat === lat);
  if (own === undefined || answer.candidates.length === 1 || answer.decision) return answer;
  const { tier, certainty, reasons } = own;
  const { verdict, verdicts, ...rest } = answer;
  const shorts = own.verdicts ?? (own.verdict ? [own.verdict] : []);
  const merged = (joint: Verdict) => ofCandidate(joint, shorts, own);
  return {
    ...rest,
    ...{ address: own, tier, certainty, reasons, candidates: [own] },
    ...(verdict ? { verdict: merged(verdict) } : {}),
    ...(verdicts ? { verdicts: verdicts.map(merged) } : {}),
  };
}

function ofCandidate(joint: Verdict, shorts: readonly ShortVerdict[], { reasons }: PossibleAddress): Verdict {
  const short = shorts.find(({ scheme }) => scheme === joint.scheme);
  if (short === undefined || (short.verdict === joint.verdict && short.certainty === joint.certainty)) return joint;
  const { verdict, certainty } = short;
  const isOpen = !isClosed(verdict);
  return { ...joint, verdict, certainty, alternatives: [], reasons, conditions: isOpen ? joint.conditions : [] };
}
