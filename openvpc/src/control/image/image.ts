import { ApiError } from '../operation.ts';

/** What an instance starts from. */
export type BuiltInImage = Readonly<{
  id: string;
  name: string;
  description: string;
  architecture: 'x86_64' | 'arm64';
  createdAt: string;
}>;

/**
 * Both are the host's own file system, read-only. AWS ties images and instance types by architecture, so there is one
 * for each; it is a label, for an instance runs on the host's processor whatever it says.
 */
export const BUILT_IN_IMAGES: readonly BuiltInImage[] = [
  hostImage('ami-00000000000008664', 'x86_64', 'openvpc/host'),
  hostImage('ami-0000000000000aa64', 'arm64', 'openvpc/host-arm64'),
];

export const ROOT_DEVICE_NAME = '/dev/sda1';

/** The images of those ids, in AWS's words when there is none. */
export function imagesOf(ids: readonly string[]): readonly BuiltInImage[] {
  const wanted = [...new Set(ids)];
  for (const id of wanted) {
    if (!/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
      throw new ApiError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
    }
  }
  const unknown = wanted.filter((id) => find(id) === undefined);
  if (unknown.length > 0) {
    const text = unknown.length === 1 ? 'image id' : 'image ids';
    const verb = unknown.length === 1 ? 'does' : 'do';
    throw new ApiError('InvalidAMIID.NotFound', `The ${text} '[${unknown.join(', ')}]' ${verb} not exist`);
  }
  return wanted.flatMap((id) => find(id) ?? []);
}

function find(id: string): BuiltInImage | undefined {
  return BUILT_IN_IMAGES.find((image) => image.id === id);
}

function hostImage(id: string, architecture: BuiltInImage['architecture'], name: string): BuiltInImage {
  return {
    id,
    name,
    architecture,
    description: "The host's own file system, read-only",
    createdAt: '2025-01-01T00:00:00.000Z',
  };
}
