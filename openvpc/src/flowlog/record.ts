import { FIELDS, type Subject } from './field.ts';
import type { RecordFormat } from './format.ts';

/** One line of a flow log, without line end. */
export function recordLine(format: RecordFormat, subject: Subject): string {
  return format.fields
    .map((name) => (name === 'version' ? format.version : (FIELDS[name].of(subject) ?? '-')))
    .join(' ');
}
