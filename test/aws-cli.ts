import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ServerProcess } from './server-process.ts';

/** Debian's: a client that shares no code with the SDK for JavaScript, nor with us. */
const AWS = '/usr/bin/aws';

export const awsMissing: string | undefined = existsSync(AWS)
  ? undefined
  : `${AWS} is missing; install the package awscli`;
if (awsMissing !== undefined && process.env['OPENVPC_TEST_LINUX'] === 'required') throw new Error(awsMissing);

/** Runs `aws …` against the server; the parsed answer, or an Error with what the client said. */
export function aws(server: ServerProcess, ...words: readonly string[]): Record<string, unknown> {
  const [service = '', ...rest] = words;
  const argv = ['--endpoint-url', server.endpoint, '--output', 'json', service, ...rest];
  const { status, stdout, stderr } = spawnSync(AWS, argv, {
    encoding: 'utf8',
    env: server.awsEnvironment(),
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`aws ${words.join(' ')}: ${stderr.trim()}`);
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
}

/** The value at a path such as `Subnet.SubnetId` or `Instances.0.InstanceId`. */
export function at(answer: unknown, path: string): string {
  let value: unknown = answer;
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  if (typeof value !== 'string') throw new Error(`no text at ${path} in ${JSON.stringify(answer)}`);
  return value;
}
