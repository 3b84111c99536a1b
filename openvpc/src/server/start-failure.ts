import { DatabaseUnavailable } from '../store/sqlite-database.ts';

/** What stopped a start, in words for the person who typed `openvpc up`, with what to do about it. */
export function startFailure(error: unknown, data: string, port: number): Error {
  const system = error as NodeJS.ErrnoException;
  if (error instanceof DatabaseUnavailable && error.reason === 'in-use') {
    return new Error(
      `Another OpenVPC server works on ${data}. Use it ('openvpc status'), stop it ('openvpc down'), or give this one its own directory with --data.`,
    );
  }
  if (error instanceof DatabaseUnavailable && error.reason === 'damaged') {
    return new Error(`${error.message}. Restore it from a copy, or start over with 'openvpc reset'.`);
  }
  if (
    error instanceof DatabaseUnavailable ||
    system.code === 'EACCES' ||
    system.code === 'EROFS' ||
    system.code === 'EPERM'
  ) {
    return new Error(
      `The data directory ${data} cannot be written (${system.message}). Make it writable, or name another with --data.`,
    );
  }
  if (system.code === 'ENOSPC')
    return new Error(`No space is left for ${data}. Free some, or name another place with --data.`);
  if (system.code === 'ENOTDIR' || system.code === 'EEXIST') {
    return new Error(`${data} is not a directory. Name another with --data.`);
  }
  if (system.code === 'EADDRINUSE') {
    return new Error(`Port ${port} is in use by another program. Choose another with --port (0 picks a free one).`);
  }
  if (system.code === 'EADDRNOTAVAIL') return new Error('This machine has no such address to listen on. See --host.');
  return error instanceof Error ? error : new Error(String(error));
}
