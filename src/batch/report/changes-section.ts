import { counted } from '../../french/numbers.ts';
import type { ChangeFigures } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { tierInWords } from './reason-words.ts';
import { shownCount } from './row-words.ts';

/** Returns the section on the changes since an earlier answer. `band` is in metres. */
export function changesSection({ rows, gone, moves, quarters }: ChangeFigures, band: number): Markup {
  const changed = rows.tier + rows.quarter + rows.verdict + rows.certainty + rows.status;
  const alone = [
    ...(rows.new > 0 ? [counted(rows.new, 'ligne est nouvelle', 'lignes sont nouvelles')] : []),
    ...(gone > 0 ? [counted(gone, 'ligne n’y est plus', 'lignes n’y sont plus')] : []),
    ...(rows.other > 0
      ? [
          `${counted(rows.other, 'ligne n’est pas celle', 'lignes ne sont pas celles')} du même rang, et ` +
            `${rows.other > 1 ? 'ne sont pas comparées' : 'n’est pas comparée'}`,
        ]
      : []),
  ];
  return html`<h2>Ce qui a changé depuis la réponse antérieure</h2>
<p>${counted(changed, 'ligne a changé', 'lignes ont changé')}, ${counted(rows.same, 'est restée la même', 'sont restées les mêmes')}${alone.length > 0 ? ` ; ${alone.join(' ; ')}` : ''}.</p>
<table><thead><tr><th scope="col">Ce qui a changé</th><th scope="col">lignes</th></tr></thead><tbody>
<tr><th scope="row">La situation</th><td>${shownCount(rows.tier)}</td></tr>
<tr><th scope="row">Le quartier, dans la même situation</th><td>${shownCount(rows.quarter)}</td></tr>
${rows.verdict === 0 ? null : html`<tr><th scope="row">Le verdict d’un dispositif, au même endroit</th><td>${shownCount(rows.verdict)}</td></tr>`}
<tr><th scope="row">La certitude seulement</th><td>${shownCount(rows.certainty)}</td></tr>
<tr><th scope="row">Invalide, et ne l’était pas, ou l’inverse</th><td>${shownCount(rows.status)}</td></tr>
</tbody></table>
${
  moves.length === 0
    ? null
    : html`<h3>D’une situation à l’autre</h3>
<div class="wide" role="region" aria-label="D’une situation à l’autre" tabindex="0"><table><thead><tr><th scope="col">avant</th><th scope="col" class="text">à présent</th><th scope="col">lignes</th></tr></thead><tbody>
${moves.map(({ from, to, rows }) => html`<tr><th scope="row">${tierInWords(from, band)}</th><td class="text">${tierInWords(to, band)}</td><td>${shownCount(rows)}</td></tr>`)}
</tbody></table></div>`
}${
  quarters.length === 0
    ? null
    : html`<h3>Quartiers qui gagnent ou perdent des lignes</h3>
<div class="wide" role="region" aria-label="Quartiers qui gagnent ou perdent des lignes" tabindex="0"><table><thead><tr><th scope="col">Quartier</th><th scope="col">entrées</th><th scope="col">sorties</th><th scope="col">entrées dans la bande</th><th scope="col">sorties de la bande</th></tr></thead><tbody>
${quarters
  .slice(0, 40)
  .map(
    ({ id, name, cameInside, leftInside, cameBand, leftBand }) =>
      html`<tr><th scope="row">${name}<small>${id}</small></th><td>${shownCount(cameInside)}</td><td>${shownCount(leftInside)}</td><td>${shownCount(cameBand)}</td><td>${shownCount(leftBand)}</td></tr>`,
  )}
</tbody></table></div>`
}`;
}
