import type { PositionType } from './candidate.ts';

/**
 * Ground metres within which the true position of an address lies, from what its position stands for. The figures are
 * ours: the BAN publishes none. Each is the half size of what the position may fall anywhere in.
 */
export const uncertaintyOf: Readonly<Record<PositionType, number>> = {
  // The door as a surveyor or the commune placed it on an aerial picture: some metres of drawing.
  entrance: 5,
  // The letter box: at the door or at the edge of the plot.
  delivery: 10,
  // Anywhere on the building, whose half length is seldom more.
  building: 15,
  stairwell: 10,
  dwelling: 10,
  // The middle of the plot, whose house stands at its edge.
  parcel: 25,
  // Brought onto the street: right along it to a few numbers, wrong across it.
  segment: 50,
  // A meter or a connection, at the edge of the plot.
  utility: 25,
  // Nobody says what the position is: as bad as the worst of the above.
  unknown: 50,
  // What replaces these figures where the data is at hand: the numbers on either side, the extent of the street.
  interpolated: 100,
  street: 1000,
  // A hamlet or a housing estate around its name.
  locality: 500,
  // The farthest that a commune of the country commonly reaches from its centre.
  municipality: 10_000,
};
