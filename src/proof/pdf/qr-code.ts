import { create } from 'qrcode';
import type { Paper } from './paper.ts';

/** Draws `text` as a QR code in a square, its dark runs as rectangles. The margin around it must stay white. */
export function drawQrCode({ doc }: Paper, text: string, x: number, y: number, size: number): void {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = size / modules.size;
  for (let row = 0; row < modules.size; row++) {
    for (let from = 0; from < modules.size; from++) {
      let to = from;
      while (to < modules.size && modules.get(row, to)) to++;
      // Slightly larger on both sides: viewers leave a white line between rectangles that only touch.
      if (to > from) doc.rect(x + from * side, y + row * side, (to - from) * side + HAIR, side + HAIR);
      from = to;
    }
  }
  doc.fill('#000000');
}

const HAIR = 0.02;
