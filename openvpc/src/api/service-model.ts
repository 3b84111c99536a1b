import { readFileSync } from 'node:fs';
import type { Model, Operation } from '../aws/shape.ts';

/** Reads a generated service model; once, when the server starts. */
export function loadModel(service: 'ec2' | 'logs'): Model {
  return JSON.parse(readFileSync(new URL(`../aws/${service}.model.json`, import.meta.url), 'utf8')) as Model; // ours
}

/** The model's facts about each of those actions. Throws at once when it lacks one, and not at the first call. */
export function shapesOf(model: Model, actions: Iterable<string>): (action: string) => Operation {
  const known = new Map(Object.entries(model.operations));
  const shapes = (action: string): Operation => {
    const found = known.get(action);
    if (found === undefined) throw new Error(`the service model lacks ${action}: add it to tools/generate-models.ts`);
    return found;
  };
  for (const action of actions) shapes(action);
  return shapes;
}
