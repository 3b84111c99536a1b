import { describe, expect, it } from 'vitest';
import model from '../aws/ec2.model.json' with { type: 'json' };
import logsModel from '../aws/logs.model.json' with { type: 'json' };
import { ec2Operations, logsOperations } from './registry.ts';

/** Actions of the model that nothing does yet; to be empty. */
const EC2_EXCEPTIONS: readonly string[] = [];
const LOGS_EXCEPTIONS: readonly string[] = [];

describe('the registry', () => {
  it.each([
    ['EC2', model, ec2Operations, EC2_EXCEPTIONS],
    ['CloudWatch Logs', logsModel, logsOperations, LOGS_EXCEPTIONS],
  ] as const)(
    'has an operation for every %s action of the model, and no other',
    (_name, { operations }, registered, exceptions) => {
      const wanted = Object.keys(operations).filter((name) => !exceptions.includes(name));
      expect(wanted.length).toBeGreaterThan(5);
      expect([...registered.keys()].sort()).toEqual(wanted.sort());
    },
  );

  it('names EC2 operations as IAM does', () => {
    for (const [name, { action }] of ec2Operations) expect(action).toBe(`ec2:${name}`);
  });
});
