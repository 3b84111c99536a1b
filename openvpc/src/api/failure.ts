import type { ApiError } from '../control/operation.ts';
import { statusOf } from './errors.ts';
import type { ProtocolName, WireResponse } from './wire.ts';
import { escapeXml } from './xml-characters.ts';

/** The answer to a call that failed, in the protocol's own form. Headers that every answer has come later. */
export function failureResponse(protocol: ProtocolName, error: ApiError, requestId: string): WireResponse {
  const { code, message } = error;
  if (protocol === 'json') {
    return {
      status: statusOf(code),
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': headerSafe(code) },
      body: JSON.stringify({ __type: code, message }),
    };
  }
  // EC2 alone spells RequestID so, and only in errors.
  const words = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  return {
    status: statusOf(code),
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${words}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  };
}

function headerSafe(code: string): string {
  return code.replaceAll(/[^A-Za-z0-9.]/g, '');
}
