import { Command, InvalidArgumentError, Option } from 'commander';
import { portFromEnvironment, type SiteOptions } from '../client/site.ts';
import { clock } from './commands/clock.ts';
import { demo } from './commands/demo.ts';
import { down, reset } from './commands/down.ts';
import { env } from './commands/env.ts';
import { exec } from './commands/exec.ts';
import { explain, type ExplainOptions } from './commands/explain.ts';
import { flows } from './commands/flows.ts';
import { probe, type ProbeOptions } from './commands/probe.ts';
import { replay, type ReplayOptions } from './commands/replay.ts';
import { status } from './commands/status.ts';
import { up, type UpOptions } from './commands/up.ts';
import type { ServerDoor } from '../client/server-door.ts';

/** The command line. `server` is what only a server can do: run here, and take everything away. */
export function createProgram(server: ServerDoor, version: string): Command {
  const program = new Command('openvpc')
    .description('Amazon VPC network security that you can run, prove and explain')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError("(see 'openvpc help')");

  const command = (name: string, about: string): Command =>
    program
      .command(name)
      .exitOverride() // each of its own: it is not handed down to commands that are made already
      .description(about)
      .option('--port <number>', portHelp(name), port)
      .option('--data <directory>', 'data directory (OPENVPC_DATA; default ~/.openvpc)');

  command('up', 'start the server')
    .option('--detach', 'come back when the server is ready, and leave it running')
    .option('--host <address>', 'address to listen on; anything but a loopback address shows the API to others')
    .option('--region <name>', 'region of the account, at its first start (default us-east-1)')
    .option('--dataplane <kind>', 'auto, linux or simulator (default auto)')
    .option('--public-pool <cidr>', 'where public IPv4 addresses come from (default 198.18.0.0/15)')
    .option('--flow-window <seconds>', 'seconds that a flow record covers, 1 to 60 (default 60)', wholeNumber)
    .action((options: UpOptions) => up(server, { port: portFromEnvironment(), ...options }));
  command(
    'down',
    'stop the server, end its instances, remove every namespace and rule of it; the resources stay',
  ).action((options: SiteOptions) => down(server, options));
  command('reset', 'go down and forget everything: account, resources, logs')
    .option('--yes', 'do not ask')
    .action((options: SiteOptions & { yes?: boolean }) => reset(server, options));
  command('status', 'what is desired, what is enforced').addOption(output()).action(status);
  command('env', 'shell exports for AWS clients: eval "$(openvpc env)"').action(env);
  command('exec', 'run a command inside an instance: openvpc exec INSTANCE -- COMMAND')
    .argument('<instance>', 'id or Name tag')
    .argument('<command...>')
    .passThroughOptions()
    .action((name: string, words: string[], options: SiteOptions) =>
      exec(name, words[0] === '--' ? words.slice(1) : words, options),
    );
  command('shell', 'an interactive shell inside an instance')
    .argument('<instance>', 'id or Name tag')
    .action((name: string, options: SiteOptions) =>
      exec(name, ['/bin/sh', '-c', 'exec "$(command -v bash || echo sh)" -i'], options),
    );
  command('flows', 'flows as they were judged, each with the rule that decided')
    .option('-f, --follow', 'go on as they happen')
    .addOption(output())
    .action(flows);
  command('explain', 'what happens to a packet and its reply, step by step, with the deciding rules')
    .requiredOption('--from <instance>', "id or Name tag of an instance, an ENI id, or 'internet'")
    .requiredOption('--to <instance>', 'the same, or an address')
    .addOption(packet('--tcp <port>', 'a TCP packet to that port'))
    .addOption(packet('--udp <port>', 'a UDP packet to that port'))
    .addOption(packet('--icmp [type/code]', 'an ICMP packet; an echo request unless said otherwise'))
    .addOption(packet('--protocol <number>', 'a packet of that IP protocol'))
    .option('--source-port <port>', 'default 40000')
    .option('--ipv6', 'over IPv6')
    .addOption(output())
    .action((options: ExplainOptions) => explain(options));
  command('probe', 'send a virtual packet through the simulator, and its answer back: openvpc probe web db tcp/5432')
    .argument('<from>', "id or Name tag of an instance, an ENI id, or 'internet' ('internet:198.51.100.7')")
    .argument('<to>', 'the same, or an address')
    .argument('<what>', "tcp/PORT, udp/PORT, icmp, icmp/TYPE/CODE, or a protocol's number")
    .option('--count <number>', 'that many, one after the other (default 1)')
    .option('--source-port <port>', 'default 40000')
    .option('--ipv6', 'over IPv6')
    .addOption(output())
    .action((from: string, to: string, what: string, options: ProbeOptions) => probe(from, to, what, options));
  command('clock', "the clock by which the network goes; 'openvpc clock advance 10m' puts the simulator's forward")
    .argument('[action]', 'advance')
    .argument('[time]', 'as 90s, 10m, 2h, 5d')
    .action((action: string | undefined, time: string | undefined, options: SiteOptions) =>
      clock(action, time, options),
    );
  command('replay', 'play a capture (pcap, pcapng) through the rules at a network interface')
    .argument('<file>')
    .requiredOption('--at <eni>', 'id of the network interface')
    .option('--limit <packets>', 'stop after that many')
    .addOption(output())
    .action((file: string, options: ReplayOptions) => replay(file, options));
  program
    .command('demo')
    .description('build a three-tier VPC, send real traffic, show what the rules do; cleans up after itself')
    .exitOverride()
    .action(() => demo(server));
  return program;
}

/** All but `up` look where the server of the data directory says that it listens. */
const portHelp = (command: string): string =>
  `port of the server (OPENVPC_PORT; default: ${command === 'up' ? '4566' : 'where it said that it listens'})`;

const output = (): Option => new Option('--output <format>').choices(['text', 'json']).default('text');

/** One packet is asked about at a time. */
const packet = (flags: string, about: string): Option => {
  const option = new Option(flags, about);
  return option.conflicts(['tcp', 'udp', 'icmp', 'protocol'].filter((name) => name !== option.attributeName()));
};

function port(text: string): number {
  const number = wholeNumber(text);
  if (number > 65_535) throw new InvalidArgumentError('a port is at most 65535');
  return number;
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
}
