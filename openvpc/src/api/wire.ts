/** A request as it came over the wire: nothing decoded, so that its signature can be verified byte for byte. */
export type WireRequest = Readonly<{
  /** As received: `POST`. */
  method: string;
  /** Path and query as in the request line. */
  target: string;
  headers: readonly Header[];
  body: Uint8Array;
}>;

/** One header line, in the order received, the name as sent; each character of the value stands for one byte. */
export type Header = readonly [name: string, value: string];

export type WireResponse = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

/** The two ways in which a service talks: EC2's Query with XML answers, and AWS JSON 1.1. */
export type ProtocolName = 'ec2' | 'json';

/** The values of that header, in order; `name` in lower case. */
export function headerValues(request: Pick<WireRequest, 'headers'>, name: string): readonly string[] {
  return request.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** Path and raw query of the request line. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
