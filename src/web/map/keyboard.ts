/**
 * Keyboard control of the map: arrows move it under the crosshair in its middle (with Shift in small steps), + and -
 * zoom, Enter picks what is under the crosshair.
 */
export function listenToKeys(canvas: HTMLElement, { move, zoom, pick }: Keys): void {
  canvas.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? LITTLE : STEP;
    const arrow = ARROWS[event.key];
    if (arrow) move(arrow[0] * step, arrow[1] * step);
    else if (event.key === '+' || event.key === '=') zoom(1);
    else if (event.key === '-') zoom(-1);
    else if (event.key === 'Enter') pick();
    else return;
    event.preventDefault();
  });
}

export interface Keys {
  /** Pixels to the right and down. */
  move(right: number, down: number): void;
  zoom(levels: number): void;
  pick(): void;
}

const STEP = 80;
const LITTLE = 8;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
