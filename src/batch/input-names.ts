/** The names of the columns that are read from a file; case is ignored. */
export const inputNames = ['lon', 'longitude', 'lat', 'latitude', 'x', 'y', 'date', 'uncertainty', 'citycode'] as const;
