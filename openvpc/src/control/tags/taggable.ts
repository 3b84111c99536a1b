import type { Tag } from '../../model/resource.ts';
import type { SecurityGroupRule } from '../../model/security-group.ts';
import { COLLECTION, type Resource, type ResourceKind, type Snapshot } from '../../model/snapshot.ts';
import { parseId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { malformed, MISSING, mustExist, notFound } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { visible } from '../owned.ts';
import { rulesById } from '../security-group/describe-rules.ts';

/** Whatever can carry tags, with the way to give it others. */
export type Taggable = Readonly<{
  id: string;
  kind: TaggableKind;
  tags: readonly Tag[];
  retag: (tx: Transaction, tags: readonly Tag[]) => void;
}>;

export type TaggableKind = ResourceKind | 'security-group-rule';

/** The caller's resource of that id, whose kind the id's prefix tells. */
export function taggableOf(view: Snapshot, call: Call, id: string): Taggable {
  const kind = kindOf(id);
  if (kind === undefined) throw new ApiError('InvalidID', `The ID '${id}' is not valid`);
  if (kind !== 'security-group-rule') return ofResource(mustExist(view, call, kind, id));
  if (parseId('sgr', id) === undefined) throw malformed(MISSING[kind], id);
  const held = rulesById(view, call).get(id);
  if (held === undefined) throw notFound(MISSING[kind], [id]);
  return ofRule(held.group.id, held.rule);
}

/** Everything of the caller's that can carry tags. */
export function allTaggable(view: Snapshot, call: Call): readonly Taggable[] {
  const resources = Object.values(COLLECTION).flatMap((name) =>
    visible(view[name] as ReadonlyMap<string, Resource>, call),
  );
  const rules = [...rulesById(view, call).values()].map(({ group, rule }) => ofRule(group.id, rule));
  return [...resources.map(ofResource), ...rules];
}

function kindOf(id: string): TaggableKind | undefined {
  const kinds = Object.keys(MISSING) as readonly TaggableKind[]; // keys of a record
  return kinds.find((kind) => id.startsWith(`${MISSING[kind].prefix}-`));
}

function ofResource(resource: Resource): Taggable {
  const { id, kind, tags } = resource;
  return { id, kind, tags, retag: (tx, after) => tx.put({ ...resource, tags: after }) };
}

/** A rule lives in its group; the group is read again, for one call may tag several of its rules. */
function ofRule(groupId: string, rule: SecurityGroupRule): Taggable {
  return {
    id: rule.id,
    kind: 'security-group-rule',
    tags: rule.tags,
    retag(tx, tags) {
      for (const group of tx.view.securityGroups.values()) {
        if (group.id !== groupId) continue;
        tx.put({ ...group, rules: group.rules.map((other) => (other.id === rule.id ? { ...other, tags } : other)) });
      }
    },
  };
}
