import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer, type HttpOptions } from '../openvpc/src/api/http.ts';
import { createPipeline } from '../openvpc/src/api/pipeline.ts';
import type { AnyOperation, Execute } from '../openvpc/src/control/execute.ts';
import { ApiError, type Operation } from '../openvpc/src/control/operation.ts';
import type { Region } from '../openvpc/src/name/scope.ts';
import type { Clock } from '../openvpc/src/seam/clock.ts';
import { systemClock } from '../openvpc/src/seam/clock.ts';
import { systemRandom } from '../openvpc/src/seam/random.ts';
import { ID, SECRET } from './aws-signer.ts';

/** A real HTTP server with the real protocol layer, and operations that only answer: for tests of the wire. */
export interface ToyServer {
  readonly endpoint: string;
  readonly port: number;
  /** What the operator was told. */
  readonly logged: ReadonlyArray<Readonly<{ message: string; details: Readonly<Record<string, unknown>> }>>;
  readonly observed: ReadonlyArray<Readonly<{ action: string; code: string }>>;
  close(): Promise<void>;
}

export async function startToyServer(options: Partial<HttpOptions> & { clock?: Clock } = {}): Promise<ToyServer> {
  const logged: Array<{ message: string; details: Readonly<Record<string, unknown>> }> = [];
  const observed: Array<{ action: string; code: string }> = [];
  const pipeline = createPipeline({
    ec2: named(EC2),
    logs: named(LOGS),
    execute,
    findKey: (id) =>
      id === ID
        ? { secret: SECRET, principalArn: 'arn:aws:iam::111122223333:root', account: '111122223333' }
        : undefined,
    region: 'us-east-1' as Region,
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: (message, details) => logged.push({ message, details }),
    observe: ({ action, code }) => observed.push({ action, code }),
  });
  const server = createHttpServer({ pipeline, ...options });
  const { port } = await listening(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    logged,
    observed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo)));
}

type Answer = (input: Record<string, unknown>) => unknown;

/** DescribeVpcs echoes its input; the others show one kind of outcome each. */
const EC2: Readonly<Record<string, Answer>> = {
  DescribeVpcs: (input) => ({
    Vpcs: ((input['VpcIds'] ?? []) as string[]).map((id) => ({
      VpcId: id,
      IsDefault: false,
      CidrBlock: '10.0.0.0/16',
      Tags: ((input['Filters'] ?? []) as Array<{ Name: string; Values: string[] }>).map(({ Name, Values }) => ({
        Key: Name,
        Value: Values.join('|'),
      })),
    })),
    NextToken: input['NextToken'],
  }),
  CreateVpc: (input) => ({ Vpc: { VpcId: 'vpc-1', CidrBlock: input['CidrBlock'], State: 'available' } }),
  DeleteVpc: (input) => {
    throw new ApiError('InvalidVpcID.NotFound', `The vpc ID '${String(input['VpcId'])}' does not exist`);
  },
  DeleteSubnet: () => {
    throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
  },
  CreateSubnet: () => {
    throw new TypeError('secret detail at /somewhere/inside');
  },
  DescribeSubnets: () => {
    throw new ApiError('CodeThatNoTableHas', 'x');
  },
  DeleteRouteTable: () => undefined,
};

const LOGS: Readonly<Record<string, Answer>> = {
  CreateLogGroup: () => undefined,
  DescribeLogGroups: (input) => ({ logGroups: [{ logGroupName: input['logGroupNamePrefix'], storedBytes: 5 }] }),
  DeleteLogGroup: () => {
    throw new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');
  },
  PutLogEvents: (input) => ({ nextSequenceToken: String((input['logEvents'] as unknown[]).length) }),
};

const execute: Execute = (operation, input, _caller) => {
  const output = (operation as Operation<unknown, unknown>).run(undefined as never, input, undefined as never);
  // CreateVpc stands for a change that the data plane has not caught up with
  const late = operation.action === 'ec2:CreateVpc' && { revision: 7 as never, enforced: false };
  const inForce = operation.action === 'ec2:DeleteRouteTable' && { revision: 8 as never, enforced: true };
  return Promise.resolve({ output, ...late, ...inForce });
};

function named(answers: Readonly<Record<string, Answer>>): ReadonlyMap<string, AnyOperation> {
  return new Map(
    Object.entries(answers).map(([name, answer]): [string, AnyOperation] => [
      name,
      {
        action: `ec2:${name}`,
        access: () => [],
        run: (_tx: unknown, input: unknown) => answer(input as Record<string, unknown>),
      },
    ]),
  );
}
