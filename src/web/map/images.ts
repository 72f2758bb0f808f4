import type { Colours } from './colours.ts';

/** The patterns and signs of the map, drawn on a canvas. */
export function imagesFor(colours: Colours): Readonly<Record<string, ImageData>> {
  return {
    undrawn: hatch(colours.qic, 1.4, -1),
    before: hatch(colours.before, 2, 1),
    pin: pin(colours.place, colours.paper),
  };
}

/** Pixels of an image for one pixel of the screen. */
export const IMAGE_RATIO = 2;

/** Slanted lines that continue from one tile of the pattern to the next. */
function hatch(colour: string, width: number, slope: 1 | -1): ImageData {
  const size = 16;
  const pen = penOf(size, size);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - 2, slope === 1 ? -2 : size + 2);
    pen.lineTo(shift + size + 2, slope === 1 ? size + 2 : -2);
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

/** A pin whose tip is at the middle of the lower side. */
function pin(colour: string, edge: string): ImageData {
  const [width, height, radius] = [60, 76, 24];
  const pen = penOf(width, height);
  const [x, y] = [width / 2, radius + 4];
  pen.beginPath();
  pen.arc(x, y, radius, Math.PI * 0.85, Math.PI * 0.15);
  pen.quadraticCurveTo(x + radius * 0.55, y + radius * 1.1, x, height - 3);
  pen.quadraticCurveTo(
    x - radius * 0.55,
    y + radius * 1.1,
    x - radius * Math.cos(Math.PI * 0.15),
    y + radius * Math.sin(Math.PI * 0.15),
  );
  pen.closePath();
  pen.fillStyle = colour;
  pen.fill();
  pen.lineWidth = 4;
  pen.strokeStyle = edge;
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y, 9, 0, 2 * Math.PI);
  pen.fillStyle = edge;
  pen.fill();
  return pen.getImageData(0, 0, width, height);
}

function penOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('this browser draws nothing');
  return pen;
}
