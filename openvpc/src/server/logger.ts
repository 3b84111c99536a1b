import { pino } from 'pino';

/** A line for the operator. */
export type Log = (message: string, details?: Readonly<Record<string, unknown>>) => void;

/**
 * The operator's log: JSON lines on standard error. Never a secret: keys are redacted. A log that
 * cannot be written (a full disk) must not take a call down with it.
 */
export function createLog(): Log {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on('error', () => {});
  const logger = pino(
    {
      name: 'openvpc',
      redact: ['secretAccessKey', '*.secretAccessKey', 'authorization', '*.authorization'],
    },
    destination,
  );
  return (message, details = {}) => {
    try {
      logger.warn(details, message);
    } catch {
      // nowhere to say it
    }
  };
}
