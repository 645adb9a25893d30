/**
 * How many members the collections have that an object owns, directly or through other objects, by their path: `tasks`,
 * `scheduler.slots{}.active`. What the members of one collection own is added up. Made to find what is left behind,
 * wherever it is kept.
 */
export function sizesOf(root: object): Map<string, number> {
  const sizes = new Map<string, number>();
  const seen = new Set<object>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
      const members = [...(value as Iterable<unknown>)];
      const size = value instanceof Map ? value.size : members.length;
      if (size > 0) sizes.set(path, (sizes.get(path) ?? 0) + size);
      for (const member of value instanceof Map ? value.values() : members) visit(member, `${path}{}`);
      return;
    }
    for (const [key, own] of Object.entries(value)) visit(own, path === '' ? key : `${path}.${key}`);
  };
  visit(root, '');
  return sizes;
}
