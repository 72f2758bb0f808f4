import { SIGN_DISC, verdictWords } from '../../french/verdict-words.ts';
import type { Answer } from '../../rules/answer.ts';
import { COLORS, type Paper } from './paper.ts';

/** Draws the sign of an answer in a disc, full for a yes. Its shape alone identifies it, without colour. */
export function drawSign({ doc }: Paper, answer: Answer, x: number, y: number, size: number): void {
  const color = answer === 'no' || answer === 'out-of-period' ? COLORS.soft : COLORS.ink;
  const isFull = answer === 'yes';
  // The sign and its disc, with half of their line, fill the square of 24.
  doc
    .save()
    .translate(x, y)
    .scale(size / 24)
    .lineWidth(2)
    .lineCap('round')
    .lineJoin('round')
    .undash();
  const disc = doc.path(SIGN_DISC);
  if (isFull) disc.fillAndStroke(color, color);
  else disc.stroke(color);
  doc.path(verdictWords[answer].sign).stroke(isFull ? '#ffffff' : color);
  doc.restore();
}
