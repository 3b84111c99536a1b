/** Prints docs/errors.md, the table of API errors for people: `node tools/errors-doc.ts > docs/errors.md`. */
import { pathToFileURL } from 'node:url';
import { ERROR_FAMILIES, type ErrorFamily } from '../openvpc/src/api/errors.ts';

export function errorsDocument(): string {
  return `${HEAD}${ERROR_FAMILIES.map(family).join('')}`;
}

const HEAD = `# Errors

Every error that OpenVPC's APIs answer with, its HTTP status, and what to do about it. Codes, statuses and forms are AWS's,
so that SDKs, the AWS CLI and Terraform act on them as they do on AWS.

- EC2 answers \`<Response><Errors><Error><Code>…</Code><Message>…</Message></Error></Errors><RequestID>…</RequestID></Response>\`.
- CloudWatch Logs and OpenVPC's own API answer \`{"__type": "…", "message": "…"}\`.
- Every answer has the headers \`x-amzn-requestid\` (the operator finds the call in the log by it) and \`Date\`.

This file is made from \`openvpc/src/api/errors.ts\` by \`node tools/errors-doc.ts > docs/errors.md\`.
`;

function family({ title, errors }: ErrorFamily): string {
  const rows = errors.map(([code, status, advice]) => `| \`${code}\` | ${status} | ${advice} |\n`);
  return `\n## ${title}\n\n| Code | Status | What to do |\n|---|---|---|\n${rows.join('')}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(errorsDocument());
