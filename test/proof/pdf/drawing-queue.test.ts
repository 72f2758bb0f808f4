import { afterEach, describe, expect, it } from 'vitest';
import { DrawingBusy, DrawingQueue, MOST_WAITING } from '../../../src/proof/pdf/drawing-queue.ts';
import { proofPdf } from '../../../src/proof/pdf/proof-pdf.ts';
import { context, proof } from './proofs.ts';

let drawing: DrawingQueue;
afterEach(() => drawing.close());

describe('a drawing in another thread', () => {
  it('equals one in this thread', async () => {
    drawing = new DrawingQueue();
    const drawn = await drawing.draw(proof(), context);
    expect(Buffer.from(drawn).equals(await proofPdf(proof(), context))).toBe(true);
  });

  it('leaves this thread free meanwhile', async () => {
    drawing = new DrawingQueue();
    await drawing.draw(proof(), context);
    const [before, thread] = [process.cpuUsage(), process.threadCpuUsage()];
    await Promise.all(Array.from({ length: 8 }, () => drawing.draw(proof(), context)));
    const [all, own] = [process.cpuUsage(before), process.threadCpuUsage(thread)];
    expect(own.user + own.system).toBeLessThan((all.user + all.system) / 2);
  });

  it('waits its turn, in a short queue', async () => {
    drawing = new DrawingQueue();
    const order: number[] = [];
    const drawn = Array.from({ length: 1 + MOST_WAITING }, async (_, i) => {
      await drawing.draw(proof(), context);
      order.push(i);
    });
    await expect(drawing.draw(proof(), context)).rejects.toThrow(DrawingBusy);
    await Promise.all(drawn);
    expect(order).toEqual([...drawn.keys()]);
    expect((await drawing.draw(proof(), context)).length).toBeGreaterThan(1000);
  });

  it('that fails is reported, and the next is drawn', async () => {
    drawing = new DrawingQueue();
    const failed = drawing.draw({ ...proof(), answer: null as never }, context);
    const next = drawing.draw(proof(), context);
    await expect(failed).rejects.toThrow(TypeError);
    expect((await next).length).toBeGreaterThan(1000);
  });

  it('that does not end is cancelled, and the next does not wait for it', async () => {
    drawing = new DrawingQueue(1);
    await expect(drawing.draw(proof(), context)).rejects.toThrow('interrompu');
    await expect(drawing.draw(proof(), context)).rejects.toThrow('interrompu');
  });
});
