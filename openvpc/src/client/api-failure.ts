/** An answer that says no: `code` is AWS's, and `message` begins with it, for a person will look it up. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  constructor(code: string, message: string, status: number, requestId: string | undefined) {
    super(`${code}: ${message}`);
    this.name = 'ApiFailure';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}
