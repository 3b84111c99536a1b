import { readFileSync } from 'node:fs';
import type { Model } from '../aws/shape.ts';

const loaded = new Map<string, Model>();

/** A generated service model; read when a first call needs it. */
export function serviceModel(service: 'ec2' | 'logs'): Model {
  const known = loaded.get(service);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`../aws/${service}.model.json`, import.meta.url), 'utf8');
  const model = JSON.parse(text) as Model; // ours
  loaded.set(service, model);
  return model;
}
