import type { PositionType } from './candidate.ts';

/**
 * Ground metres within which the true position of an address lies, by the type of its position. The figures are our
 * estimates: the BAN publishes none. Each is half the size of the area in which the position may lie.
 */
export const uncertaintyOf: Readonly<Record<PositionType, number>> = {
  // The door, placed by a surveyor or the commune on an aerial picture: some metres of drawing error.
  entrance: 5,
  // The letter box: at the door or at the edge of the plot.
  delivery: 10,
  // Anywhere on the building, whose half length is rarely more.
  building: 15,
  stairwell: 10,
  dwelling: 10,
  // The middle of the plot, whose house may be at its edge.
  parcel: 25,
  // Projected onto the street: correct along it to a few numbers, wrong across it.
  segment: 50,
  // A meter or a connection, at the edge of the plot.
  utility: 25,
  // Unknown type of position: as bad as the worst above.
  unknown: 50,
  // Replaced where the data is available by the neighbouring numbers or the extent of the street.
  interpolated: 100,
  street: 1000,
  // A hamlet or a housing estate around its name.
  locality: 500,
  // The usual largest distance from the centre of a commune to its limit.
  municipality: 10_000,
};
