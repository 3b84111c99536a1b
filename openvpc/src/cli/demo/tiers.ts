import type { Client } from '../../client/client.ts';
import { Failure } from '../failure.ts';

export type Tier = Readonly<{ instance: string; address: string; subnet: string; group: string }>;
/** `acl`: the network ACL of the db subnet alone. */
export type Tiers = Readonly<{ web: Tier; app: Tier; db: Tier; acl: string }>;

/** A VPC with a web, an app and a db instance; app takes 8080 from web, db takes 5432 from app. */
export async function buildThreeTiers(client: Client, tell: (text: string) => void): Promise<Tiers> {
  const { Vpc } = await client.ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' });
  const vpc = given(Vpc?.VpcId);
  tell(`VPC ${vpc}, 10.0.0.0/16`);
  const tier = async (name: string, third: number, port?: number, from?: string): Promise<Tier> => {
    const { Subnet } = await client.ec2('CreateSubnet', { VpcId: vpc, CidrBlock: `10.0.${third}.0/24` });
    const subnet = given(Subnet?.SubnetId);
    const made = await client.ec2('CreateSecurityGroup', {
      VpcId: vpc,
      GroupName: name,
      Description: `the ${name} tier`,
    });
    const group = given(made.GroupId);
    if (port !== undefined && from !== undefined) {
      await client.ec2('AuthorizeSecurityGroupIngress', {
        GroupId: group,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, UserIdGroupPairs: [{ GroupId: from }] }],
      });
    }
    const instance = await launch(client, name, subnet, group);
    tell(
      `${name}  ${instance.InstanceId}  ${instance.PrivateIpAddress}${port === undefined ? '' : `  takes tcp ${port} from ${from}`}`,
    );
    return { instance: given(instance.InstanceId), address: given(instance.PrivateIpAddress), subnet, group };
  };
  const web = await tier('web', 1);
  const app = await tier('app', 2, 8080, web.group);
  const db = await tier('db', 3, 5432, app.group);
  const acl = await ownAcl(client, vpc, db.subnet);
  await allRunning(client, [web.instance, app.instance, db.instance]);
  return { web, app, db, acl };
}

async function launch(client: Client, name: string, subnet: string, group: string) {
  const { Images } = await client.ec2('DescribeImages', { Owners: ['amazon'] });
  const { Instances } = await client.ec2('RunInstances', {
    ImageId: given(Images?.[0]?.ImageId),
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnet,
    SecurityGroupIds: [group],
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
  });
  const instance = Instances?.[0];
  if (instance === undefined) throw new Failure(`the ${name} instance was not made`);
  return instance;
}

/** A network ACL of the subnet's own that allows everything, so that entries can be put before that. */
async function ownAcl(client: Client, vpc: string, subnet: string): Promise<string> {
  const { NetworkAcl } = await client.ec2('CreateNetworkAcl', { VpcId: vpc });
  const acl = given(NetworkAcl?.NetworkAclId);
  for (const Egress of [true, false]) {
    const everything = { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', CidrBlock: '0.0.0.0/0' } as const;
    await client.ec2('CreateNetworkAclEntry', { NetworkAclId: acl, Egress, ...everything });
  }
  const filters = [{ Name: 'association.subnet-id', Values: [subnet] }];
  const { NetworkAcls } = await client.ec2('DescribeNetworkAcls', { Filters: filters });
  const association = NetworkAcls?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === subnet);
  await client.ec2('ReplaceNetworkAclAssociation', {
    AssociationId: given(association?.NetworkAclAssociationId),
    NetworkAclId: acl,
  });
  return acl;
}

async function allRunning(client: Client, ids: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { Reservations } = await client.ec2('DescribeInstances', { InstanceIds: ids });
    const states = (Reservations ?? []).flatMap(({ Instances }) => (Instances ?? []).map(({ State }) => State?.Name));
    if (states.length === ids.length && states.every((state) => state === 'running')) return;
    if (states.some((state) => state === 'terminated'))
      throw new Failure('an instance could not be started; see the log');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Failure('the instances did not start within 10 seconds');
}

function given(value: string | undefined): string {
  if (value === undefined) throw new Failure('the server left out something it must tell');
  return value;
}
