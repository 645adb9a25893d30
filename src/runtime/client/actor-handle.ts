import type { ActorIdentity } from '../protocol';
import { registerHandle } from '../store/references';
import type { ObjectRef, RemoteArguments, TaskFunction } from './object-ref';

/** Any class that a worker script serves. */
export type ActorClass = new (...args: never[]) => object;

/** A method of an actor, to be called remotely. */
interface RemoteMethod<F extends TaskFunction> {
  /** Submits a call and returns at once. Calls of one submitter are begun in their order. */
  remote(...args: RemoteArguments<Parameters<F>>): ObjectRef<Awaited<ReturnType<F>>>;
}

/** An actor, wherever it lives. May be passed to tasks and other actors. */
export type ActorHandle<C extends ActorClass> = {
  readonly [
    M in keyof InstanceType<C> as InstanceType<C>[M] extends TaskFunction ? M : never
  ]: InstanceType<C>[M] extends TaskFunction ? RemoteMethod<InstanceType<C>[M]> : never;
};

type Call = (actor: ActorIdentity, method: string, args: readonly unknown[]) => ObjectRef<unknown>;

/** A handle whose methods submit through `call`. */
export function createHandle(identity: ActorIdentity, call: Call): object {
  const methods = new Map<string, RemoteMethod<TaskFunction>>();
  const handle: object = new Proxy(
    {},
    {
      get(_, key) {
        if (key === Symbol.toStringTag) return 'ActorHandle';
        // An object with a method `then` would be taken for a promise.
        if (typeof key !== 'string' || key === 'then') return undefined;
        let method = methods.get(key);
        if (!method) {
          method = { remote: (...args) => call(identity, key, args) };
          methods.set(key, method);
        }
        return method;
      },
    },
  );
  registerHandle(handle, identity);
  return handle;
}
