import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyOperation } from '../control/execute.ts';
import { ApiError } from '../control/operation.ts';
import { createEc2Service } from './ec2-service.ts';
import { loadModel } from './service-model.ts';

const model = loadModel('ec2');
const every = new Map(Object.keys(model.operations).map((name) => [name, {} as AnyOperation])); // found, never run
const service = createEc2Service(model, every);

const request = (body: string | Uint8Array, target = '/', method = 'POST') => ({
  method,
  target,
  headers: [],
  body: typeof body === 'string' ? Buffer.from(body) : body,
});
const read = (parameters: string) => service.read(request(`Version=2016-11-15&${parameters}`)).readInput();

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no refusal';
}

describe('reading an EC2 call', () => {
  it('makes a typed value of flattened parameters', () => {
    const input = read(
      'Action=AuthorizeSecurityGroupIngress&GroupId=sg-1&DryRun=false&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=-1&IpPermissions.1.IpRanges.2.CidrIp=b&IpPermissions.1.IpRanges.1.CidrIp=a+b%2Bc',
    );
    expect(input).toEqual({
      GroupId: 'sg-1',
      DryRun: false,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: -1, IpRanges: [{ CidrIp: 'a b+c' }, { CidrIp: 'b' }] }],
    });
  });

  it('orders list items by number, ten after nine, and lets numbers be left out', () => {
    expect(read('Action=DescribeVpcs&VpcId.10=c&VpcId.9=b&VpcId.2=a')).toEqual({ VpcIds: ['a', 'b', 'c'] });
  });

  it('takes a GET with everything in the query, where + is a plus sign', () => {
    const target = '/?Action=DeleteVpc&Version=2016-11-15&VpcId=a+b%20c&X-Amz-Signature=x';
    expect(service.read(request('', target, 'GET')).readInput()).toEqual({ VpcId: 'a+b c' });
  });

  it.each([
    ['Action=DescribeVpcs&Nonsense=1', 'UnknownParameter: The parameter Nonsense is not recognized'],
    ['Action=DescribeVpcs&vpcId.1=x', 'UnknownParameter: The parameter vpcId is not recognized'],
    ['Action=DescribeVpcs&VpcId.1.Deep=x', 'UnknownParameter: The parameter VpcId.1.Deep is not recognized'],
    ['Action=DescribeVpcs&VpcId.one=x', 'UnknownParameter: The parameter VpcId.one is not recognized'],
    ['Action=DescribeVpcs&VpcId.0=x', 'UnknownParameter: The parameter VpcId.0 is not recognized'],
    ['Action=DescribeVpcs&VpcId.01=x', 'UnknownParameter: The parameter VpcId.01 is not recognized'],
    ['Action=DescribeVpcs&VpcId.member.1=x', 'UnknownParameter: The parameter VpcId.member is not recognized'],
    [
      'Action=DescribeVpcs&VpcId=x',
      'InvalidParameterValue: Value (x) for parameter VpcId is invalid. Expected a list.',
    ],
    [
      'Action=DescribeVpcs&Filter.1=x',
      'InvalidParameterValue: Value (x) for parameter Filter.1 is invalid. Expected a structure.',
    ],
    [
      'Action=DescribeVpcs&MaxResults=ten',
      'InvalidParameterValue: Value (ten) for parameter MaxResults is invalid. Expected an integer.',
    ],
    [
      'Action=DescribeVpcs&MaxResults=1.5',
      'InvalidParameterValue: Value (1.5) for parameter MaxResults is invalid. Expected an integer.',
    ],
    [
      'Action=DescribeVpcs&MaxResults=0x10',
      'InvalidParameterValue: Value (0x10) for parameter MaxResults is invalid. Expected an integer.',
    ],
    [
      'Action=DescribeVpcs&MaxResults=',
      'InvalidParameterValue: Value () for parameter MaxResults is invalid. Expected an integer.',
    ],
    [
      'Action=DescribeVpcs&MaxResults=9999999999999999',
      'InvalidParameterValue: Value (9999999999999999) for parameter MaxResults is invalid. Expected an integer.',
    ],
    [
      'Action=DescribeVpcs&DryRun=yes',
      'InvalidParameterValue: Value (yes) for parameter DryRun is invalid. Expected true or false.',
    ],
    [
      'Action=DescribeVpcs&DryRun=true&DryRun=true',
      'InvalidQueryParameter: The parameter DryRun is given more than once.',
    ],
    ['Action=DeleteVpc', 'MissingParameter: The request must contain the parameter VpcId'],
    ['Action=DeleteVpc&VpcId=%zz', 'MalformedQueryString: The query string contains a syntax error.'],
    ['Action=DeleteVpc&VpcId=%ff', 'MalformedQueryString: The query string contains a syntax error.'],
    ['Action=DeleteVpc&VpcId=a%00b', 'InvalidCharacter: A parameter has a character that is not allowed.'],
    ['Action=DeleteVpc&VpcId=a%EF%BF%BF', 'InvalidCharacter: A parameter has a character that is not allowed.'],
    ['Action=Nonsense', 'InvalidAction: The action Nonsense is not valid for this web service.'],
    ['Action=__proto__', 'InvalidAction: The action __proto__ is not valid for this web service.'],
    ['Action=constructor', 'InvalidAction: The action constructor is not valid for this web service.'],
    ['', 'MissingAction: The request is missing an action or a required parameter.'],
    ['Action=DescribeVpcs&__proto__.x=1', 'UnknownParameter: The parameter __proto__ is not recognized'],
    ['Action=DescribeVpcs&VpcId.__proto__=1', 'UnknownParameter: The parameter VpcId.__proto__ is not recognized'],
    ['Action=DescribeVpcs&constructor.prototype=1', 'UnknownParameter: The parameter constructor is not recognized'],
    ['Action=DescribeVpcs&.=1', 'UnknownParameter: The parameter  is not recognized'],
    [
      `Action=DescribeVpcs&${'a.'.repeat(20)}a=1`,
      `InvalidQueryParameter: The parameter ${'a.'.repeat(20)}a is nested too deeply.`,
    ],
  ])('refuses %s', (parameters, expected) => {
    expect(refusal(() => read(parameters))).toBe(expected);
  });

  it.each([
    ['no version', 'Action=DescribeVpcs', 'MissingParameter: The request must contain the parameter Version'],
    [
      'another version',
      'Action=DescribeVpcs&Version=2010-01-01',
      'NoSuchVersion: The requested version (2010-01-01) of service AmazonEC2 does not exist',
    ],
    [
      'too many parameters',
      `Action=DescribeVpcs&${'a=1&'.repeat(10_001)}`,
      'InvalidQueryParameter: The request has more than 10000 parameters.',
    ],
  ])('refuses %s', (_, body, expected) => {
    expect(refusal(() => service.read(request(body)).readInput())).toBe(expected);
  });

  // Time that grows with the square of the length would end this test by its time-out.
  it('is not kept busy by a long text that is nearly base64', () => {
    const body = `Action=ModifyInstanceAttribute&InstanceId=i&UserData.Value=${'+'.repeat(900_000)}!`;
    expect(refusal(() => read(body))).toMatch(/^InvalidParameterValue: .* for parameter UserData.Value is invalid/);
  });

  it('takes base64 in lines', () => {
    const input = read('Action=ModifyInstanceAttribute&InstanceId=i&UserData.Value=aGVs%0AbG8%3D%0A');
    expect(input).toMatchObject({ UserData: { Value: new Uint8Array(Buffer.from('hello')) } });
  });

  it('refuses other paths and methods, and bytes that are no text', () => {
    const body = 'Action=DescribeVpcs&Version=2016-11-15';
    expect(refusal(() => service.read(request(body, '/x')))).toMatch(/^InvalidAction: /);
    expect(refusal(() => service.read(request(body, '/', 'PUT')))).toMatch(/^MethodNotAllowed: /);
    expect(refusal(() => service.read(request(`Action=DescribeVpcs&Version=2016-11-15`, '/', 'HEAD')))).toMatch(
      /^MethodNotAllowed: /,
    );
    expect(refusal(() => service.read(request(Uint8Array.of(0x41, 0xff, 0xfe))))).toMatch(/^MalformedQueryString: /);
  });

  it('refuses a parameter that stands in both the query and the body', () => {
    const target = '/?Action=DescribeVpcs';
    expect(refusal(() => service.read(request('Action=DeleteVpc&Version=2016-11-15', target)).readInput())).toMatch(
      /^InvalidQueryParameter: The parameter Action is given more than once/,
    );
  });

  it('never does anything but read or refuse, whatever comes', () => {
    const word = fc.constantFrom(
      'Action',
      'Version',
      'DescribeVpcs',
      'RunInstances',
      '2016-11-15',
      'Filter',
      'VpcId',
      '1',
      '.',
      '=',
      '&',
      '%',
      '%41',
      '+',
      '__proto__',
      'é',
      '\u0000',
      'x',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...every.keys()), (noise, action) => {
        for (const body of [noise, `Version=2016-11-15&Action=${action}&${noise}`]) {
          expect(refusal(() => service.read(request(body)).readInput())).toMatch(/^(no refusal|[A-Z][A-Za-z]+: )/);
        }
        expect(({} as Record<string, unknown>)['x']).toBeUndefined(); // no prototype was touched
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writing an EC2 answer', () => {
  it('escapes what XML needs escaped, and leaves out what is undefined', () => {
    const vpc = { VpcId: 'a&b<c>"d"\r\u0001\ud800', CidrBlock: undefined, Tags: [] };
    expect(service.write('CreateVpc', { Vpc: vpc }, 'id')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<CreateVpcResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>id</requestId><vpc><tagSet></tagSet><vpcId>a&amp;b&lt;c&gt;&quot;d&quot;&#xD;\ufffd\ufffd</vpcId></vpc></CreateVpcResponse>',
    );
  });

  it('answers an action without result with return true', () => {
    expect(service.write('DeleteVpc', undefined, 'id')).toContain('<requestId>id</requestId><return>true</return>');
  });

  it('will not start with an operation that the model lacks', () => {
    expect(() => createEc2Service(model, new Map([['Nonsense', {} as AnyOperation]]))).toThrow(/lacks Nonsense/);
  });
});
