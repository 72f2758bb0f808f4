/** The names of the columns that are read from a file, in any case. */
export const inputNames = ['lon', 'longitude', 'lat', 'latitude', 'x', 'y', 'date', 'uncertainty', 'citycode'] as const;
