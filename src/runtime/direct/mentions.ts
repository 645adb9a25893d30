import type { Argument, DriverToHead, ObjectId } from '../protocol';
import type { CallerToHead } from './messages';

/** What a message to the head is about, as far as it may be calls that the head has not heard of. */
export interface Mentions {
  /** Whatever is under way. */
  readonly all: boolean;
  /** These objects. */
  readonly ids: readonly ObjectId[];
  /** The calls of this actor. */
  readonly actor: ObjectId | undefined;
}

const NOTHING: readonly never[] = [];

/** What the driver tells the head beside its account of direct calls. */
export type ToldByOthers = Exclude<DriverToHead, CallerToHead>;

export function mentionsOf(message: ToldByOthers): Mentions {
  switch (message.kind) {
    case 'query':
    case 'stop':
      return { all: true, ids: NOTHING, actor: undefined };
    case 'submit':
      return { all: false, ids: message.task.args.flatMap(idsIn), actor: message.task.actor };
    case 'put':
      return { all: false, ids: message.object.refs, actor: undefined };
    case 'hold':
    case 'letGo':
    case 'free':
    case 'lose':
      return { all: false, ids: message.ids, actor: undefined };
    case 'want':
    case 'cancel':
      return { all: false, ids: [message.id], actor: undefined };
    case 'kill':
      return { all: false, ids: NOTHING, actor: message.id };
    case 'reject':
    case 'find':
    case 'consumed':
    case 'letGoAll':
    case 'killWorker':
      return { all: false, ids: NOTHING, actor: undefined };
  }
}

function idsIn(argument: Argument): readonly ObjectId[] {
  return 'ref' in argument ? [argument.ref] : (argument.refs ?? NOTHING);
}
