import { counted } from '../../french/numbers.ts';
import type { Tier } from '../../situation/situation.ts';
import type { Figures } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { shownCount } from './row-words.ts';

/** Returns a bar of two parts out of `whole`: the firm rows, then those to review. */
export function tierBar(tier: Tier, firm: number, review: number, whole: number): Markup {
  const [first, second] = [firm, review].map((rows) => (100 * rows) / Math.max(whole, 1));
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="10"/><rect class="t-${tier}" width="${first!.toFixed(3)}" height="10"/><rect class="t-${tier} review" x="${first!.toFixed(3)}" width="${second!.toFixed(3)}" height="10"/></svg>`;
}

/** Returns a bar of one part. */
export function plainBar(rows: number, whole: number, name: string): Markup {
  const width = ((100 * rows) / Math.max(whole, 1)).toFixed(3);
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="10"/><rect class="${name}" width="${width}" height="10"/></svg>`;
}

/** Returns a histogram of the distances to the nearest limit: inside on the left, outside on the right. */
export function histogramOf({ bins }: Figures['distances'], band: number): Markup {
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const bars = bins.map(({ from, to, rows }, i) => {
    const height = (100 * rows) / most;
    const place = to <= 0 ? 'in' : to <= band ? 'near' : 'far';
    return html`<rect class="h-${place}" x="${i * 10 + 0.75}" y="${(100 - height).toFixed(2)}" width="8.5" height="${height.toFixed(2)}"><title>de ${from} à ${to} m : ${counted(rows, 'ligne', 'lignes')}</title></rect>`;
  });
  const [first, last] = [bins[0]!.from, bins.at(-1)!.to];
  const at = (metres: number) => ((100 * (metres - first)) / (last - first)).toFixed(2);
  const marks = [first, -250, 0, band, last].map(
    (metres) =>
      html`<span style="left:${at(metres)}%">${metres > 0 ? '+' : metres < 0 ? '−' : ''}${Math.abs(metres)}${metres === 0 ? ' m' : ''}</span>`,
  );
  return html`<div class="histogram"><p class="most" aria-hidden="true">${shownCount(most)}</p>
<svg viewBox="0 0 ${bins.length * 10} 100" preserveAspectRatio="none" role="img" aria-label="Histogramme des distances à la limite la plus proche, par 25 mètres">${bars}<path class="limit" d="M${bins.length * 5} 0V100M${((band - first) * bins.length * 10) / (last - first)} 0V100" vector-effect="non-scaling-stroke"/></svg>
<div class="marks" aria-hidden="true">${marks}</div></div>`;
}
