import { ServerProcess } from '../test/server-process.ts';

/**
 * API calls per second of a real server process, over HTTP, signed, with 16 calls under way at once; each change is on
 * disk and judged by the data plane before it is answered. The baseline is the health page of the same server: HTTP alone.
 */
const SECONDS = Number(process.env['OPENVPC_BENCH_SECONDS'] ?? 3);
const AT_ONCE = 16;

const rows: Array<{ what: string; perSecond: number }> = [];
for (const dataplane of ['simulator', 'linux']) {
  const server = new ServerProcess();
  await server.start(['--dataplane', dataplane]);
  try {
    const client = server.client();
    const { Vpcs } = await client.ec2('DescribeVpcs', {});
    const VpcId = Vpcs?.[0]?.VpcId;
    const { GroupId = '' } = await client.ec2('CreateSecurityGroup', {
      VpcId,
      GroupName: 'bench',
      Description: 'bench',
    });
    await rate(`${dataplane}: health page (HTTP alone)`, () =>
      fetch(`${server.endpoint}/_openvpc/health`).then((a) => a.text()),
    );
    await rate(`${dataplane}: DescribeVpcs`, () => client.ec2('DescribeVpcs', {}));
    await rate(`${dataplane}: CreateTags (durable)`, (i) =>
      client.ec2('CreateTags', { Resources: [GroupId], Tags: [{ Key: 'n', Value: String(i) }] }),
    );
    let port = 1;
    await rate(`${dataplane}: authorize and revoke a rule (durable and enforced)`, async () => {
      const p = 1 + (port++ % 60_000);
      const IpPermissions = [{ IpProtocol: 'tcp', FromPort: p, ToPort: p, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }];
      await client.ec2('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
      await client.ec2('RevokeSecurityGroupIngress', { GroupId, IpPermissions });
    });
  } finally {
    await server.destroy();
  }
}
for (const { what, perSecond } of rows) console.log(`${perSecond.toFixed(0).padStart(8)}/s  ${what}`);

async function rate(what: string, call: (i: number) => Promise<unknown>): Promise<void> {
  let done = 0;
  const until = Date.now() + SECONDS * 1000;
  const worker = async (): Promise<void> => {
    while (Date.now() < until) await call(done++);
  };
  const started = Date.now();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  rows.push({ what, perSecond: (done * 1000) / (Date.now() - started) });
}
