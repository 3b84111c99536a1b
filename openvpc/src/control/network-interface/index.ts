import type { AnyOperation } from '../execute.ts';
import { attachNetworkInterface } from './attach.ts';
import { createNetworkInterface } from './create.ts';
import { deleteNetworkInterface } from './delete.ts';
import { describeNetworkInterfaceAttribute } from './describe-attribute.ts';
import { describeNetworkInterfaces } from './describe.ts';
import { detachNetworkInterface } from './detach.ts';
import { modifyNetworkInterfaceAttribute } from './modify-attribute.ts';

export const networkInterfaceOperations: readonly AnyOperation[] = [
  createNetworkInterface,
  describeNetworkInterfaces,
  deleteNetworkInterface,
  attachNetworkInterface,
  detachNetworkInterface,
  modifyNetworkInterfaceAttribute,
  describeNetworkInterfaceAttribute,
];
