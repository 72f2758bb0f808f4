import type { Hypothesis } from './hypotheses.ts';
import type { Member, State } from './state.ts';

/**
 * Returns the possible states of the place as a whole, each as the list of zones that count in it. The drawn state
 * comes first, then one with all zones at their farthest, then each state of each zone with all other zones at their
 * farthest. These are enough: a verdict is the best that any zone gives, and a nearer zone never gives less, so every
 * verdict of a mixture of states is also the verdict of one of these.
 */
export function worldsOf(
  drawn: readonly State[],
  farthest: readonly State[],
  possible: readonly State[][],
  hypotheses: readonly Hypothesis[],
  near: number,
): Member[][] {
  const counts = (state: State) => state !== null && state.distance < near;
  // A wide doubt reaches hundreds of zones. Nearly all may be too far to count; the few others count in every state.
  const alwaysCounted = farthest.flatMap((state, i) => (counts(state) ? [{ i, state: state as Member }] : []));
  const worldWith = (i: number, state: State): Member[] => {
    const others = alwaysCounted.filter((other) => other.i !== i).map((other) => other.state);
    return counts(state) ? [...others, state as Member] : others;
  };
  const differing = drawn.filter((state, i) => state !== farthest[i]).length;
  const worlds = [drawn.filter(counts) as Member[]];
  if (differing > 0) worlds.push(worldWith(-1, null));
  possible.forEach((states, i) => {
    for (const state of states) {
      const isFarthest = state === farthest[i] || !(counts(state) || counts(farthest[i]!));
      const isDrawn = differing === 1 && state === drawn[i];
      if (!isFarthest && !isDrawn) worlds.push(worldWith(i, state));
    }
  });
  for (const { state } of hypotheses) worlds.push(worldWith(-1, state));
  return worlds;
}
