import { describe, expect, it } from 'vitest';
import { plain, sampleOf, sdkCodec } from '../../../test/sdk-codec.ts';
import { buildTree, parseParameters } from '../api/query-tree.ts';
import { compileXmlWriters } from '../api/xml.ts';
import { convertJson } from './json.ts';
import { writeQuery } from './query.ts';
import { readElement } from './read-answer.ts';
import { parseXml } from './xml.ts';

/** Our client must write what the AWS SDK writes, and read from the server what the SDK reads. */
describe('ec2', () => {
  const sdk = sdkCodec('ec2');
  const write = compileXmlWriters(sdk.model);

  it.each(sdk.operations)('%s', async (action) => {
    const { input, output } = sdk.model.operations[action] ?? { input: -1, output: -1 };
    const given = sampleOf(sdk.model, input) ?? {};
    const theirs = await sdk.writeRequest(action, given);
    expect(buildTree(parseParameters(writeQuery(sdk.model, action, given), 'body'))).toEqual(
      buildTree(parseParameters(theirs, 'body')),
    );
    if (output === -1) return;
    const xml = `<?xml version="1.0"?>\n<R xmlns="http://x/">${write(output)(sampleOf(sdk.model, output))}</R>`;
    expect(plain(readElement(sdk.model, output, parseXml(xml)))).toEqual(plain(await sdk.readResponse(action, xml)));
  });
});

describe('logs', () => {
  const sdk = sdkCodec('logs');

  it.each(sdk.operations)('%s', async (action) => {
    const { input, output } = sdk.model.operations[action] ?? { input: -1, output: -1 };
    const given = sampleOf(sdk.model, input) ?? {};
    expect(convertJson(sdk.model, input, given, 'write')).toEqual(JSON.parse(await sdk.writeRequest(action, given)));
    if (output === -1) return;
    const body = JSON.stringify(convertJson(sdk.model, output, sampleOf(sdk.model, output), 'write'));
    const ours = convertJson(sdk.model, output, JSON.parse(body), 'read');
    expect(plain(ours)).toEqual(plain(await sdk.readResponse(action, body)));
  });
});
