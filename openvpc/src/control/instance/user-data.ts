import { ApiError } from '../operation.ts';

const MAX_BYTES = 16 * 1024;

/** The text as the client sent it, when it is BASE64 of at most 16 KiB. */
export function checkUserData(text: string): string {
  const bytes = bytesOf(text);
  if (bytes === undefined) {
    throw new ApiError('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
  }
  if (bytes.length > MAX_BYTES) {
    throw new ApiError('InvalidParameterValue', `User data is limited to ${MAX_BYTES} bytes`);
  }
  return text;
}

export function decodeUserData(text: string): string {
  return new TextDecoder().decode(bytesOf(text) ?? new Uint8Array());
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined; // not BASE64
  }
}
