import type { ActorIdentity, NumReturns } from '../protocol';
import { registerHandle } from '../store/references';
import type { DefaultReturns, RemoteArguments, RemoteReturns, TaskFunction } from './object-ref';
import type { MethodOptions } from './options';

/** Any class that a worker script serves. */
export type ActorClass = new (...args: never[]) => object;

/** A method of an actor, to be called remotely. */
interface RemoteMethod<F extends TaskFunction, N extends NumReturns = DefaultReturns<F>> {
  /** Submits a call and returns at once. Calls of one submitter are begun in their order. */
  remote(...args: RemoteArguments<Parameters<F>>): RemoteReturns<F, N>;
  /** The same method with other options. @throws RangeError for a value that is not allowed. */
  options<const M extends NumReturns = N>(
    options: MethodOptions & { readonly numReturns?: M },
  ): RemoteMethod<F, M>;
}

/** An actor, wherever it lives. May be passed to tasks and other actors. */
export type ActorHandle<C extends ActorClass> = {
  readonly [
    M in keyof InstanceType<C> as InstanceType<C>[M] extends TaskFunction ? M : never
  ]: InstanceType<C>[M] extends TaskFunction ? RemoteMethod<InstanceType<C>[M]> : never;
};

type Call = (method: string, options: MethodOptions, args: readonly unknown[]) => unknown;

/** A handle whose methods submit through `call`. */
export function createHandle(identity: ActorIdentity, call: Call): object {
  const methods = new Map<string, RemoteMethod<TaskFunction, NumReturns>>();
  const handle: object = new Proxy(
    {},
    {
      get(_, key) {
        if (key === Symbol.toStringTag) return 'ActorHandle';
        // An object with a method `then` would be taken for a promise.
        if (typeof key !== 'string' || key === 'then') return undefined;
        let method = methods.get(key);
        if (!method) {
          method = methodWith(key, {}, call);
          methods.set(key, method);
        }
        return method;
      },
    },
  );
  registerHandle(handle, identity);
  return handle;
}

function methodWith(
  name: string,
  options: MethodOptions,
  call: Call,
): RemoteMethod<TaskFunction, NumReturns> {
  return {
    remote: (...args) => call(name, options, args) as never,
    options: (more) => methodWith(name, { ...options, ...more }, call),
  };
}
