/** The fewest and the most characters of an address: the bounds of the State's geocoder, which ignores the rest. */
export const SHORTEST_ADDRESS = 3;
export const LONGEST_ADDRESS = 200;
