import { describe, expect, it } from 'vitest';
import { createHarness } from '../../../../test/control-harness.ts';
import type { Region } from '../../name/scope.ts';

const harness = createHarness();

describe('DescribeRegions', () => {
  const names = (input: object = {}, region = 'us-east-1'): string[] =>
    harness
      .call('DescribeRegions', input, { region: region as Region })
      .Regions.map(({ RegionName }: { RegionName: string }) => RegionName);

  it('lists the regions of every account, and the one called', () => {
    expect(names()).toHaveLength(17);
    expect(names({}, 'mars-north-1')).toContain('mars-north-1');
  });

  it('answers as AWS does', () => {
    expect(harness.call('DescribeRegions', { RegionNames: ['eu-west-1'] })).toEqual({
      Regions: [
        { RegionName: 'eu-west-1', Endpoint: 'ec2.eu-west-1.amazonaws.com', OptInStatus: 'opt-in-not-required' },
      ],
    });
  });

  it('filters', () => {
    expect(names({ Filters: [{ Name: 'region-name', Values: ['us-west-*'] }] })).toEqual(['us-west-1', 'us-west-2']);
    expect(names({ Filters: [{ Name: 'endpoint', Values: ['*sa-east-1*'] }] })).toEqual(['sa-east-1']);
    expect(names({ AllRegions: true, Filters: [{ Name: 'opt-in-status', Values: ['opted-in'] }] })).toEqual([]);
  });

  it('refuses regions and filters it does not know', () => {
    expect(harness.refusal('DescribeRegions', { RegionNames: ['x'] })).toMatch(/^InvalidParameterValue: .*\[x\]/);
    expect(harness.refusal('DescribeRegions', { Filters: [{ Name: 'tag-key', Values: ['x'] }] })).toMatch(
      /^InvalidParameterValue: The filter 'tag-key' is invalid/,
    );
  });
});

describe('DescribeAvailabilityZones', () => {
  const ids = (input: object = {}, region = 'us-east-1'): string[] =>
    harness
      .call('DescribeAvailabilityZones', input, { region: region as Region })
      .AvailabilityZones.map(({ ZoneId }: { ZoneId: string }) => ZoneId);

  it('answers as AWS does', () => {
    expect(harness.call('DescribeAvailabilityZones', { ZoneNames: ['us-east-1b'] }).AvailabilityZones).toEqual([
      {
        ZoneName: 'us-east-1b',
        ZoneId: 'use1-az2',
        RegionName: 'us-east-1',
        State: 'available',
        ZoneType: 'availability-zone',
        OptInStatus: 'opt-in-not-required',
        GroupName: 'us-east-1-zg-1',
        NetworkBorderGroup: 'us-east-1',
        Messages: [],
      },
    ]);
  });

  it('has three in any region', () => {
    expect(ids({}, 'ap-southeast-2')).toEqual(['apse2-az1', 'apse2-az2', 'apse2-az3']);
  });

  it('selects and filters', () => {
    expect(ids({ ZoneIds: ['use1-az1', 'use1-az3'] })).toEqual(['use1-az1', 'use1-az3']);
    expect(ids({ ZoneNames: ['us-east-1a'], ZoneIds: ['use1-az3'] })).toEqual([]);
    expect(ids({ Filters: [{ Name: 'zone-name', Values: ['*c'] }] })).toEqual(['use1-az3']);
    expect(ids({ Filters: [{ Name: 'state', Values: ['available'] }] })).toHaveLength(3);
    expect(ids({ Filters: [{ Name: 'zone-type', Values: ['local-zone'] }] })).toEqual([]);
  });

  it('refuses zones it does not know', () => {
    for (const input of [{ ZoneNames: ['eu-west-1a'] }, { ZoneIds: ['euw1-az1'] }]) {
      expect(harness.refusal('DescribeAvailabilityZones', input)).toMatch(
        /^InvalidParameterValue: Invalid availability zone/,
      );
    }
  });
});
