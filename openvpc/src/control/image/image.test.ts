import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
beforeEach(() => {
  harness = createHarness();
});
const images = (input: object = {}) => harness.call('DescribeImages', input).Images;
const names = (input: object = {}) => images(input).map((image: { Name: string }) => image.Name);
const BOTH = ['openvpc/host', 'openvpc/host-arm64'];

describe('DescribeImages', () => {
  it('has the image of the host first', () => {
    const [image] = images();
    expect(image).toMatchObject({
      ImageId: expect.stringMatching(/^ami-[0-9a-f]{17}$/),
      Name: 'openvpc/host',
      State: 'available',
      Architecture: 'x86_64',
    });
    expect(images({ ImageIds: [image.ImageId] })).toEqual([image]);
  });

  it.each([
    [['amazon'], BOTH],
    [['self'], BOTH],
    [['111122223333'], BOTH],
    [['099720109477'], []],
    [['099720109477', 'amazon'], BOTH],
  ])('of owners %j', (Owners, found) => expect(names({ Owners })).toEqual(found));

  it.each([
    ['name', 'openvpc/host*', BOTH],
    ['name', 'amzn2-*', []],
    ['architecture', 'arm64', ['openvpc/host-arm64']],
    ['state', 'available', BOTH],
    ['image-type', 'machine', BOTH],
    ['is-public', 'true', BOTH],
    ['owner-alias', 'amazon', BOTH],
    ['virtualization-type', 'hvm', BOTH],
    ['root-device-type', 'ebs', BOTH],
    ['platform', 'windows', []],
    ['image-id', 'ami-0000000000000aa64', ['openvpc/host-arm64']],
    ['tag:x', 'y', []],
  ])('filters by %s = %s', (Name, value, found) => {
    expect(names({ Filters: [{ Name, Values: [value] }] })).toEqual(found);
  });

  it.each([
    [
      { ImageIds: ['ami-0123456789abcdef0'] },
      "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist",
    ],
    [
      { ImageIds: ['ami-11111111', 'ami-22222222'] },
      "InvalidAMIID.NotFound: The image ids '[ami-11111111, ami-22222222]' do not exist",
    ],
    [{ ImageIds: ['x'] }, 'InvalidAMIID.Malformed: Invalid id: "x" (expecting "ami-...")'],
    [{ Filters: [{ Name: 'x', Values: ['y'] }] }, "InvalidParameterValue: The filter 'x' is invalid"],
  ])('refuses %j', (input, words) => expect(harness.refusal('DescribeImages', input)).toBe(words));
});
