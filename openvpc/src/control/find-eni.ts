import type { Eni } from '../model/eni.ts';
import type { Instance } from '../model/instance.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { parseId } from '../name/id.ts';
import { ApiError } from './operation.ts';

/** The instance that a person means by an id or a Name tag; terminated ones are not meant by a name. */
export function findInstance(snapshot: Snapshot, name: string): Instance {
  const id = parseId('i', name);
  if (id !== undefined) {
    const instance = snapshot.instances.get(id);
    if (instance === undefined)
      throw new ApiError('InvalidInstanceID.NotFound', `The instance ID '${name}' does not exist`);
    return instance;
  }
  const named = [...snapshot.instances.values()].filter(
    (instance) => instance.state !== 'terminated' && instance.tags.some((t) => t.key === 'Name' && t.value === name),
  );
  const [only, another] = named;
  if (only === undefined) {
    throw new ApiError('InvalidInstanceID.NotFound', `No instance has the id or the Name tag '${name}'`);
  }
  if (another !== undefined) {
    const ids = named.map((instance) => instance.id).join(', ');
    throw new ApiError('InvalidParameterValue', `Several instances are named '${name}': ${ids}. Say which by its id.`);
  }
  return only;
}

/** The ENI that a person means: by its own id, or the primary one of an instance. */
export function findEni(snapshot: Snapshot, name: string): Eni {
  const id = parseId('eni', name);
  if (id !== undefined) {
    const eni = snapshot.enis.get(id);
    if (eni === undefined) {
      throw new ApiError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${name}' does not exist`);
    }
    return eni;
  }
  const instance = findInstance(snapshot, name);
  const primary = [...snapshot.enis.values()].find(
    (eni) => eni.attachment?.instance === instance.id && eni.attachment.deviceIndex === 0,
  );
  if (primary === undefined) {
    throw new ApiError('InvalidParameterValue', `The instance '${name}' has no network interface any more`);
  }
  return primary;
}
