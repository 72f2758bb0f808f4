/** Returns an SVG chart with two logarithmic axes, `y` in lookups per second, readable on white and on black. */
export function drawCurves({ title, x, curves }: Chart): string {
  const xs = curves[0]!.points.map((point) => point.x);
  const [low, high] = [10 ** 4, 10 ** 8];
  const across = (value: number) => LEFT + (Math.log(value / xs[0]!) / Math.log(xs.at(-1)! / xs[0]!)) * (RIGHT - LEFT);
  const up = (value: number) => BOTTOM - (Math.log(value / low) / Math.log(high / low)) * (BOTTOM - TOP);
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" class="grid"/>`;
  const text = (left: number, top: number, anchor: string, words: string, style = '') =>
    `<text x="${left.toFixed(1)}" y="${top.toFixed(1)}" ` +
    `text-anchor="${anchor}"${style && ` class="${style}"`}>${words}</text>`;
  const decades = [10 ** 4, 10 ** 5, 10 ** 6, 10 ** 7, 10 ** 8];
  const grid = [
    ...decades.map(
      (value) => line(LEFT, up(value), RIGHT, up(value)) + text(LEFT - 8, up(value) + 4, 'end', rate(value)),
    ),
    ...xs.map(
      (value) =>
        line(across(value), TOP, across(value), BOTTOM) + text(across(value), BOTTOM + 18, 'middle', `${value}`),
    ),
  ];
  const drawn = curves.map(({ name, points }, i) => {
    const path = points.map(
      (point, k) => `${k === 0 ? 'M' : 'L'}${across(point.x).toFixed(1)} ${up(point.y).toFixed(1)}`,
    );
    const marks = points.map(
      (point) =>
        `<circle cx="${across(point.x).toFixed(1)}" cy="${up(point.y).toFixed(1)}" r="3.5" class="c${i} ` +
        `mark"><title>${name}, ${point.x} ${x}: ${rate(point.y)}</title></circle>`,
    );
    const last = points.at(-1)!;
    return (
      `<path d="${path.join('')}" class="c${i} curve"/>${marks.join('')}` +
      text(across(last.x) + 10, up(last.y) + 4, 'start', name, `c${i} name`)
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>
text { font: 13px system-ui, sans-serif; fill: #57606a; }
.title { font-size: 15px; font-weight: 600; }
.grid { stroke: #8c959f; stroke-opacity: .35; }
.curve { fill: none; stroke-width: 2.5; }
.c0 { stroke: #0969da; } .c1 { stroke: #8250df; } .c2 { stroke: #bc4c00; }
.mark { stroke: none; }
.c0.mark, .c0.name { fill: #0969da; } .c1.mark, .c1.name { fill: #8250df; } .c2.mark, .c2.name { fill: #bc4c00; }
.name { stroke: none; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1; }
  .c0 { stroke: #4493f8; } .c1 { stroke: #ab7df8; } .c2 { stroke: #db6d28; }
  .c0.mark, .c0.name { fill: #4493f8; } .c1.mark, .c1.name { fill: #ab7df8; } .c2.mark, .c2.name { fill: #db6d28; }
}
</style>
${text(LEFT, 24, 'start', title, 'title')}
${grid.join('\n')}
${text((LEFT + RIGHT) / 2, BOTTOM + 40, 'middle', x)}
${drawn.join('\n')}
</svg>
`;
}

export interface Chart {
  readonly title: string;
  /** The unit of the horizontal axis. */
  readonly x: string;
  readonly curves: readonly Curve[];
}

export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 76;
const RIGHT = 590;
const TOP = 48;
const BOTTOM = 360;

function rate(value: number): string {
  const [amount, unit] = value >= 1e6 ? [value / 1e6, 'M/s'] : [value / 1e3, 'k/s'];
  return `${amount >= 10 ? amount.toFixed(0) : amount >= 1 ? Number(amount.toFixed(1)) : amount.toFixed(2)} ${unit}`;
}
