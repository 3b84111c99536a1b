import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { InstanceEntrance } from '../../client/own-types.ts';
import { Failure } from '../failure.ts';
import type { Connection } from '../site.ts';

/** A program that runs inside an instance and has a TCP socket. */
export interface OpenConnection {
  /** Sends a line and waits for one: whether an answer came in time. */
  ask(timeoutMs: number): Promise<boolean>;
  end(): void;
}

const SERVER = `
  const port = Number(process.argv[1]);
  require('node:net').createServer((s) => { s.on('error', () => {}); s.pipe(s); })
    .listen(port, '0.0.0.0', () => console.log('listening'));
  process.stdin.resume().on('end', () => process.exit());`;

const CLIENT = `
  const [address, port] = process.argv.slice(1);
  const socket = require('node:net').connect(Number(port), address);
  socket.on('error', () => {}).on('data', () => console.log('answer'));
  process.stdin.on('data', () => socket.write('hello\\n')).on('end', () => process.exit());`;

/** An echo server on that port inside the instance; resolves when it listens. */
export async function serve(connection: Connection, instance: string, port: number): Promise<OpenConnection> {
  const program = await runInside(connection, instance, SERVER, [String(port)]);
  if (!(await program.line(5_000))) throw new Failure(`the server in ${instance} did not start`);
  return { ask: (timeoutMs) => program.line(timeoutMs), end: () => program.end() };
}

/** A client inside the instance with one connection, open or waiting to be. */
export async function connectFrom(
  connection: Connection,
  instance: string,
  address: string,
  port: number,
): Promise<OpenConnection> {
  const program = await runInside(connection, instance, CLIENT, [address, String(port)]);
  return {
    ask(timeoutMs) {
      program.process.stdin?.write('ask\n');
      return program.line(timeoutMs);
    },
    end: () => program.end(),
  };
}

type Program = { process: ChildProcess; line(timeoutMs: number): Promise<boolean>; end(): void };

/**
 * Runs a Node program inside. Node's own file may not be visible there (it is under /home in many clones), so it is
 * opened here and run by its descriptor.
 */
async function runInside(
  { client }: Connection,
  instance: string,
  script: string,
  args: readonly string[],
): Promise<Program> {
  const { argv } = await client.own<InstanceEntrance>('GET', `/_openvpc/v1/instances/${instance}/entrance`);
  const node = openSync(process.execPath, 'r');
  const [program = '', ...rest] = [...argv, '/proc/self/fd/3', '-e', script, ...args];
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit', node], cwd: '/' });
  closeSync(node);
  child.stdin?.on('error', () => {}); // it may have ended
  return {
    process: child,
    line: (timeoutMs) =>
      new Promise((resolve) => {
        const settle = (answered: boolean) => () => {
          clearTimeout(timer);
          child.stdout?.off('data', onData);
          resolve(answered);
        };
        const onData = settle(true);
        const timer = setTimeout(settle(false), timeoutMs);
        child.stdout?.once('data', onData);
      }),
    end: () => void (child.stdin?.end(), child.kill()),
  };
}
