import type { AddressCounts } from '../../batch/addresses/address-counting.ts';
import type { Changes } from '../../batch/compare/changes.ts';
import type { BatchCounts } from '../../batch/counts.ts';
import { counted, figure, seconds } from '../../french/numbers.ts';

/** Returns a French line that sums up a run. */
export function summaryOf(summary: (BatchCounts | AddressCounts) & { readonly seconds: number }): string {
  const { rows, ok, invalid, review, seconds: duration } = summary;
  const speed = figure(Math.round(rows / Math.max(duration, 0.001)));
  const [found, unasked] = 'notFound' in summary ? addressesInWords(summary) : ['', ''];
  const answered = counted(ok, 'répondue', 'répondues');
  const refused = counted(invalid, 'invalide', 'invalides');
  return (
    `${counted(rows, 'ligne', 'lignes')} : ${answered} dont ${figure(review)} à examiner${found}, ` +
    `${refused}${unasked} ; ${seconds(duration)}, ${speed} lignes/s`
  );
}

/** Returns a French line about the changes since an earlier answer. */
export function changesInWords(changes: Changes): string {
  const { rows, gone, changed } = changes;
  const moves = changes.movesInOrder.slice(0, 3).map(({ from, to, rows }) => `${figure(rows)} de ${from} à ${to}`);
  if (changes.moves.size > 3) moves.push('…');
  if (rows.verdict > 0) moves.push(`${figure(rows.verdict)} de verdict`);
  const kinds = moves.length > 0 ? ` (${moves.join(', ')})` : '';
  const parts = [
    `${counted(changed, 'ligne a changé', 'lignes ont changé')}${kinds}`,
    `${figure(rows.same)} sans changement`,
    ...(rows.new > 0 ? [counted(rows.new, 'nouvelle', 'nouvelles')] : []),
    ...(gone > 0 ? [counted(gone, 'disparue', 'disparues')] : []),
  ];
  const others =
    rows.other > 0
      ? ` ; ${counted(rows.other, 'ligne n’est pas celle', 'lignes ne sont pas celles')} du même rang : ` +
        '--key COLONNE les rapprocherait'
      : '';
  return `depuis la réponse antérieure : ${parts.join(', ')}${others}`;
}

function addressesInWords({ notFound, ambiguous, unasked }: AddressCounts): [found: string, unasked: string] {
  const missed = counted(notFound, 'adresse introuvable', 'adresses introuvables');
  return [
    ` (${missed}, ${counted(ambiguous, 'ambiguë', 'ambiguës')})`,
    unasked === 0 ? '' : ` dont ${figure(unasked)} à relancer, le service d’adresses n’ayant pas répondu`,
  ];
}
