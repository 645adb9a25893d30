/**
 * Notes every WebAssembly memory that this thread makes from now on, whoever makes it: created by the program or
 * exported by a module.
 *
 * @returns how many bytes they have together; null while there is none.
 */
export function watchWasmMemory(): () => number | null {
  const memories = new Set<WebAssembly.Memory>();
  const { Memory, Instance, instantiate, instantiateStreaming } = WebAssembly;
  const note = <T extends WebAssembly.Instance>(instance: T): T => {
    for (const value of Object.values(instance.exports)) if (value instanceof Memory) memories.add(value);
    return instance;
  };
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.add(this);
    }
  };
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      note(this);
    }
  };
  const noteResult = (result: WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource) => {
    note('instance' in result ? result.instance : result);
    return result;
  };
  Object.assign(WebAssembly, {
    instantiate: async (source: BufferSource, imports?: WebAssembly.Imports) =>
      noteResult(await instantiate(source, imports)),
    instantiateStreaming: async (source: Response, imports?: WebAssembly.Imports) =>
      noteResult(await instantiateStreaming(source, imports)),
  });
  return () => {
    const sizes = [...memories].map(({ buffer }) => buffer.byteLength);
    return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
  };
}
