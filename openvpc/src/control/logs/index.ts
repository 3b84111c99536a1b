import type { AnyOperation } from '../execute.ts';
import { createLogGroup } from './create-group.ts';
import { createLogStream } from './create-stream.ts';
import { deleteLogGroup } from './delete-group.ts';
import { deleteRetentionPolicy } from './delete-retention.ts';
import { deleteLogStream } from './delete-stream.ts';
import { describeLogGroups } from './describe-groups.ts';
import { describeLogStreams } from './describe-streams.ts';
import { filterLogEvents } from './filter-events.ts';
import { getLogEvents } from './get-events.ts';
import { listTagsForResource } from './list-tags.ts';
import { putLogEvents } from './put-events.ts';
import { putRetentionPolicy } from './put-retention.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

export const logsOperations: readonly AnyOperation[] = [
  createLogGroup,
  deleteLogGroup,
  describeLogGroups,
  tagResource,
  untagResource,
  listTagsForResource,
  putRetentionPolicy,
  deleteRetentionPolicy,
  createLogStream,
  deleteLogStream,
  describeLogStreams,
  putLogEvents,
  getLogEvents,
  filterLogEvents,
];
