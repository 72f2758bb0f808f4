/** The names of the columns that are looked for in a file, whatever their case. */
export const inputNames = ['lon', 'longitude', 'lat', 'latitude', 'x', 'y', 'date', 'uncertainty', 'citycode'] as const;
