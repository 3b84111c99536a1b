import { invalidValue } from '../required.ts';

const LONGEST_DESCRIPTION = 255;
/** Above the interfaces that any of AWS's instance types takes; the guest's name for it, `eth255`, is a short one. */
const HIGHEST_DEVICE_INDEX = 255;

export function checkDeviceIndex(index: number): number {
  if (index < 0 || index > HIGHEST_DEVICE_INDEX) {
    throw invalidValue(index, 'deviceIndex', `Valid values are 0 to ${HIGHEST_DEVICE_INDEX}.`);
  }
  return index;
}

/** Any characters, but not any number of them. */
export function checkDescription(text: string): string {
  if (text.length > LONGEST_DESCRIPTION) {
    throw invalidValue(
      `${text.slice(0, 50)}…`,
      'description',
      `The description must have at most ${LONGEST_DESCRIPTION} characters.`,
    );
  }
  return text;
}
