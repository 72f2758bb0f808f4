import { causeOf, type HomeAnswers } from './home-answers.ts';
import { type Selection, standingOf } from './membership.ts';
import type { PlacedHome } from './placed-homes.ts';
import type { ShareCounts } from './share.ts';

/** Counts located homes by their position. Keeps nothing else about them. */
export class ShareCounter {
  readonly #answers: HomeAnswers;
  readonly #selection: Selection;
  readonly #counts = {
    inside: 0,
    uncertain: { limit: 0, address: 0, perimeters: 0 },
    unlocated: { absent: 0, unreadable: 0, 'not-found': 0, unasked: 0 },
    outside: 0,
  };

  constructor(answers: HomeAnswers, selection: Selection) {
    this.#answers = answers;
    this.#selection = selection;
  }

  get counts(): ShareCounts {
    return this.#counts;
  }

  add(home: PlacedHome): void {
    const counts = this.#counts;
    if (typeof home === 'string') {
      counts.unlocated[home]++;
      return;
    }
    const answer = this.#answers.of(home);
    if (answer === null) {
      counts.unlocated['not-found']++;
      return;
    }
    const standing = standingOf(answer.possibleTiers, this.#selection);
    if (standing === 'uncertain') counts.uncertain[causeOf(answer)]++;
    else counts[standing]++;
  }
}
