import type { Answer } from '../../rules/answer.ts';
import { COLORS, type Paper } from './paper.ts';

/** Draws the sign of an answer in a disc. Its shape alone identifies it, without colour. */
export function drawSign({ doc }: Paper, answer: Answer, x: number, y: number, size: number): void {
  const [cx, cy, r] = [x + size / 2, y + size / 2, size / 2];
  const line = size * 0.13;
  doc.save().lineWidth(line).lineCap('round').lineJoin('round').undash();
  const ring = (color: string) => doc.circle(cx, cy, r - line / 2).stroke(color);
  const at = (dx: number, dy: number): [number, number] => [cx + dx * r, cy + dy * r];
  switch (answer) {
    case 'yes':
      doc.circle(cx, cy, r).fill(COLORS.ink);
      doc.moveTo(...at(-0.45, 0.05));
      doc.lineTo(...at(-0.12, 0.38));
      doc.lineTo(...at(0.48, -0.32));
      doc.stroke('#ffffff');
      break;
    case 'conditional':
      ring(COLORS.ink);
      doc.moveTo(...at(-0.42, 0.05));
      doc.lineTo(...at(-0.12, 0.35));
      doc.lineTo(...at(0.44, -0.3));
      doc.stroke(COLORS.ink);
      break;
    case 'review':
      ring(COLORS.ink);
      doc.moveTo(...at(-0.28, -0.2));
      doc.bezierCurveTo(...at(-0.25, -0.62), ...at(0.32, -0.6), ...at(0.28, -0.18));
      doc.bezierCurveTo(...at(0.25, 0.02), ...at(0, 0.02), ...at(0, 0.2));
      doc.stroke(COLORS.ink);
      doc.circle(...at(0, 0.5), line * 0.62).fill(COLORS.ink);
      break;
    case 'no':
      ring(COLORS.soft);
      doc.moveTo(...at(-0.32, -0.32));
      doc.lineTo(...at(0.32, 0.32));
      doc.moveTo(...at(-0.32, 0.32));
      doc.lineTo(...at(0.32, -0.32));
      doc.stroke(COLORS.soft);
      break;
    case 'out-of-period':
      ring(COLORS.soft);
      doc.moveTo(...at(0, -0.5));
      doc.lineTo(...at(0, 0));
      doc.lineTo(...at(0.36, 0.2));
      doc.stroke(COLORS.soft);
      break;
  }
  doc.restore();
}
