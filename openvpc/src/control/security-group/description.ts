import { ApiError } from '../operation.ts';

/** Of group names, group descriptions and rule descriptions alike (EC2 API Reference, CreateSecurityGroup). */
const ALLOWED = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;
const MAX_LENGTH = 255;
/** AWS's own spelling of the set, two spaces before it. */
const VALID = 'strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*';

/** The rule's member; none when there is no text. */
export function checkDescription(text: string | undefined): Readonly<{ description?: string }> {
  if (text === undefined || text === '') return {};
  if (!isPlain(text)) {
    throw new ApiError('InvalidParameterValue', `Invalid rule description. Valid descriptions are ${VALID}`);
  }
  return { description: text };
}

/** `what` is `name` or `description`; `parameter` as the message has it. */
export function checkGroupText(text: string, what: 'name' | 'description', parameter: string): void {
  // oxlint-disable-next-line no-control-regex -- ASCII is what AWS asks for here
  if (!/^[\x00-\x7f]*$/.test(text)) {
    throw new ApiError(
      'InvalidParameterValue',
      `Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
    );
  }
  if (!isPlain(text)) {
    throw new ApiError('InvalidParameterValue', `Invalid security group ${what}. Valid ${what}s are ${VALID}`);
  }
}

function isPlain(text: string): boolean {
  return text.length <= MAX_LENGTH && ALLOWED.test(text);
}
