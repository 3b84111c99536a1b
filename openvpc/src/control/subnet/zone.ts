import { type Region, type ZoneName, zonesOf } from '../../name/scope.ts';
import { ApiError } from '../operation.ts';
import { invalidValue } from '../required.ts';

type ZoneChoice = Readonly<{ AvailabilityZone?: string | undefined; AvailabilityZoneId?: string | undefined }>;

/** The zone a client names, by name or by id; the region's first one when it names none. */
export function chosenZone(choice: ZoneChoice, region: Region): ZoneName {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = choice;
  if (name !== undefined && id !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter availabilityZone cannot be used with the parameter availabilityZoneId',
    );
  }
  const zones = zonesOf(region);
  const [first] = zones;
  if (first === undefined) throw new Error(`${region} has no zones`); // INVARIANT: zonesOf gives three
  if (name === undefined && id === undefined) return first.name;
  const found = zones.find((zone) => (name === undefined ? zone.id === id : zone.name === name));
  if (found !== undefined) return found.name;
  const known = zones.map((zone) => (name === undefined ? zone.id : zone.name)).join(', ');
  throw invalidValue(
    name ?? id ?? '',
    name === undefined ? 'availabilityZoneId' : 'availabilityZone',
    `Subnets can currently only be created in the following availability zones: ${known}.`,
  );
}
