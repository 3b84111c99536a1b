import { pino, type Logger } from 'pino';

/** The operator's log: JSON lines on standard error; OPENVPC_LOG sets the level. Never a secret: keys are redacted. */
export function createLogger(): Logger {
  return pino(
    {
      name: 'openvpc',
      level: process.env['OPENVPC_LOG'] ?? 'warn',
      redact: ['secretAccessKey', '*.secretAccessKey', 'authorization', '*.authorization'],
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
