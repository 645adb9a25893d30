/**
 * Makes public/data/california_housing.csv, the raw census table, from scikit-learn's derived frame.
 *
 *   npx tsx tests/oracles/make-california.ts FRAME.csv > public/data/california_housing.csv
 *
 * FRAME.csv has scikit-learn's nine columns (fetch_california_housing(as_frame=True).frame.to_csv(index=False); the npm
 * package scikitjs 1.24.0 ships it under docs/static/data). The frame holds averages per household; the census counted
 * rooms, bedrooms and people, so the counts are recovered by rounding, and dividing them again must give the same doubles.
 */
import { readFileSync } from 'node:fs';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Give the path of the derived frame as the only argument.');

const [header, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
if (header !== 'MedInc,HouseAge,AveRooms,AveBedrms,Population,AveOccup,Latitude,Longitude,MedHouseVal') {
  throw new Error(`${path} does not start with scikit-learn's nine column names.`);
}

const lines = rows.map((row, index) => {
  const [income, age, aveRooms, aveBedrooms, population, aveOccupancy, latitude, longitude, value] = row
    .split(',')
    .map(Number) as [number, number, number, number, number, number, number, number, number];
  const households = Math.round(population / aveOccupancy);
  const rooms = Math.round(aveRooms * households);
  const bedrooms = Math.round(aveBedrooms * households);
  const dollars = Math.round(value * 100_000);
  const same =
    rooms / households === aveRooms &&
    bedrooms / households === aveBedrooms &&
    population / households === aveOccupancy &&
    dollars / 100_000 === value;
  if (!same) throw new Error(`Row ${index + 1}: the recovered counts do not divide to the same doubles.`);
  return [dollars, income, age, rooms, bedrooms, population, households, latitude, longitude].join(',');
});

const names =
  'MedianHouseValue,MedianIncome,HousingMedianAge,TotalRooms,TotalBedrooms,Population,Households,Latitude,Longitude';
process.stdout.write([names, ...lines, ''].join('\n'));
