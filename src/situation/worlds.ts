import type { Hypothesis } from './hypotheses.ts';
import type { Member, State } from './state.ts';

/**
 * The possible states of the place as a whole, each as the zones that count in it; the one drawn first. Then each state
 * of each zone with all other zones at their farthest. A verdict is the best that any zone gives, and a nearer zone
 * never gives less: every verdict that some mixture of states gives, one of these gives too.
 */
export function worldsOf(
  drawn: readonly State[],
  farthest: readonly State[],
  possible: readonly State[][],
  hypotheses: readonly Hypothesis[],
  near: number,
): Member[][] {
  const counts = (state: State) => state !== null && state.distance < near;
  // A wide doubt reaches hundreds of zones, nearly all of which may be too far to count: the others are few.
  const surely = farthest.flatMap((state, i) => (counts(state) ? [{ i, state: state as Member }] : []));
  const worldWith = (i: number, state: State): Member[] => {
    const others = surely.filter((other) => other.i !== i).map((other) => other.state);
    return counts(state) ? [...others, state as Member] : others;
  };
  const unlike = drawn.filter((state, i) => state !== farthest[i]).length;
  const worlds = [drawn.filter(counts) as Member[]];
  if (unlike > 0) worlds.push(worldWith(-1, null));
  possible.forEach((states, i) => {
    for (const state of states) {
      const isFarthest = state === farthest[i] || !(counts(state) || counts(farthest[i]!));
      const isDrawn = unlike === 1 && state === drawn[i];
      if (!isFarthest && !isDrawn) worlds.push(worldWith(i, state));
    }
  });
  for (const { state } of hypotheses) worlds.push(worldWith(-1, state));
  return worlds;
}
