import { type ChildProcess, spawn } from 'node:child_process';
import type { InstanceEntrance } from '../../client/own-types.ts';
import { Failure } from '../failure.ts';
import type { Connection } from '../site.ts';

/** A program that runs inside an instance and has a TCP socket. */
export interface OpenConnection {
  /** Sends a line and waits for one: whether an answer came in time. */
  ask(timeoutMs: number): Promise<boolean>;
  end(): void;
}

/** An echo server in what a machine is sure to have one of; its first argument is the port. */
const SERVER = `
if command -v perl >/dev/null; then
  exec perl -MIO::Socket::INET -e '
    $s = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 16, ReuseAddr => 1) or die "$!";
    $| = 1; print "listening\\n"; $SIG{CHLD} = "IGNORE";
    while ($c = $s->accept) { next if fork; while (sysread($c, $b, 4096)) { syswrite($c, $b) } exit }' "$1"
fi
exec python3 -u -c '
import socketserver, sys
class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(4096): self.request.sendall(data)
server = socketserver.ThreadingTCPServer(("", int(sys.argv[1])), Echo)
print("listening"); server.serve_forever()' "$1"`;

/** One TCP connection by bash itself: each line it is given goes out, and each that comes back is told. */
const CLIENT = `
exec 3<>"/dev/tcp/$1/$2" || exit 1
while read -r line; do
  echo "$line" >&3
  read -r -t 20 answer <&3 && echo answer
done`;

/** An echo server on that port inside the instance; resolves when it listens. */
export async function serve(connection: Connection, instance: string, port: number): Promise<OpenConnection> {
  const program = await runInside(connection, instance, ['sh', '-c', SERVER, 'sh', String(port)]);
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
  const program = await runInside(connection, instance, ['bash', '-c', CLIENT, 'bash', address, String(port)]);
  return {
    ask(timeoutMs) {
      program.process.stdin?.write('ask\n');
      return program.line(timeoutMs);
    },
    end: () => program.end(),
  };
}

type Program = { process: ChildProcess; line(timeoutMs: number): Promise<boolean>; end(): void };

/** Runs a command inside the instance; nobody waits for its end. */
async function runInside({ client }: Connection, instance: string, command: readonly string[]): Promise<Program> {
  const { argv } = await client.own<InstanceEntrance>('GET', `/_openvpc/v1/instances/${instance}/entrance`);
  const [program = '', ...rest] = [...argv, ...command];
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' });
  child.stdin.on('error', () => {}); // it may have ended
  return {
    process: child,
    line: (timeoutMs) =>
      new Promise((resolve) => {
        const settle = (answered: boolean) => () => {
          clearTimeout(timer);
          child.stdout.off('data', onData);
          resolve(answered);
        };
        const onData = settle(true);
        const timer = setTimeout(settle(false), timeoutMs);
        child.stdout.once('data', onData);
      }),
    end: () => void (child.stdin.end(), child.kill()),
  };
}
