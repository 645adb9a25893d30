/** What the runtime promises as a package: it needs nothing of the project, and says of each function what it does. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const runtime = resolve(import.meta.dirname, '../../../src/runtime');
/** Packages that it may import. */
const PACKAGES = ['comlink'];

/** What a module imports, by `import`, `export … from`, `import()`, `new URL(…, import.meta.url)` or as a type. */
function importsOf(path: string, text: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
        found.push(node.moduleSpecifier.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      found.push(argument && ts.isStringLiteral(argument) ? argument.text : 'an import of what is not known');
    } else if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
        found.push(node.argument.literal.text);
    } else if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
      const [path, base] = node.arguments ?? [];
      if (path && ts.isStringLiteral(path) && base?.getText() === 'import.meta.url') found.push(path.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The imports that lead out of a folder to what is not one of its packages. */
function strangers(path: string, text: string): string[] {
  return importsOf(path, text).filter((specifier) =>
    specifier.startsWith('.')
      ? relative(runtime, resolve(dirname(path), specifier)).startsWith('..')
      : !PACKAGES.includes(specifier),
  );
}

const files = readdirSync(runtime, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(runtime, name));

describe('src/runtime', () => {
  test('imports nothing of the rest of the project, and of others only Comlink', () => {
    const found = files.flatMap((path) =>
      strangers(path, readFileSync(path, 'utf8')).map((name) => `${relative(runtime, path)} imports ${name}`),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  test.each([
    ["import { fit } from '../../forest';", '../../forest'],
    ["import type { Fit } from '../../forest';", '../../forest'],
    ["export * from '../../lesson/words';", '../../lesson/words'],
    ["const d3 = await import('d3');", 'd3'],
    ["let fit: import('../../forest').Fit;", '../../forest'],
    ["new Worker(new URL('../../lesson/tasks.worker.ts', import.meta.url));", '../../lesson/tasks.worker.ts'],
  ])('would be caught at %s', (line, stranger) => {
    expect(strangers(join(runtime, 'head/head.ts'), line)).toEqual([stranger]);
  });
});

describe('the public surface', () => {
  const entries = [join(runtime, 'index.ts'), join(runtime, 'worker/index.ts')];
  const program = ts.createProgram(entries, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const surface = entries.flatMap((entry) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    return checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      return { name: symbol.name, symbol: isAlias ? checker.getAliasedSymbol(symbol) : symbol };
    });
  });
  const docOf = (symbol: ts.Symbol): string =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const tagsOf = (symbol: ts.Symbol): string[] => symbol.getJsDocTags(checker).map(({ name }) => name);
  const isFunction = ({ symbol }: { readonly symbol: ts.Symbol }): boolean =>
    (symbol.flags & ts.SymbolFlags.Function) !== 0;

  test('says of every function and class what it is, in a sentence', () => {
    const silent = surface
      .filter(({ symbol }) => (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0)
      .filter(({ symbol }) => !/^[A-Z`].{20,}\.$/s.test(docOf(symbol).trim()))
      .map(({ name }) => name);
    expect(surface.filter(isFunction).length).toBeGreaterThan(15);
    expect(silent).toEqual([]);
  });

  test('says of every function that throws which errors: itself, or a function of its file that it calls, throws', () => {
    const silent = surface
      .filter(isFunction)
      .filter(({ symbol }) => symbol.declarations?.some(mayThrow) === true)
      .filter(({ symbol }) => !tagsOf(symbol).includes('throws') && !/Error/.test(docOf(symbol)))
      .map(({ name }) => name);
    expect(silent).toEqual([]);
  });

  test('gives the unit of every time that a function takes', () => {
    const silent = surface.filter(isFunction).flatMap(({ name, symbol }) => {
      const declaration = symbol.valueDeclaration as ts.FunctionDeclaration;
      const takesTime = /\b(timeout|interval|period|delay)\??:/i.test(
        declaration.parameters.map((parameter) => parameter.getText()).join(),
      );
      const file = declaration.getSourceFile().getFullText();
      const head = file.slice(0, file.indexOf('*/'));
      return takesTime && !/\bms\b|milliseconds|\bs\b/.test(docOf(symbol) + head) ? [name] : [];
    });
    expect(silent).toEqual([]);
  });

  function mayThrow(declaration: ts.Declaration): boolean {
    const body = (declaration as ts.FunctionDeclaration).body;
    if (!body) return false;
    const local = new Map<string, ts.FunctionDeclaration>();
    for (const statement of declaration.getSourceFile().statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name) local.set(statement.name.text, statement);
    }
    const throws = (node: ts.Node): boolean => {
      if (ts.isThrowStatement(node)) return true;
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const called = local.get(node.expression.text)?.body;
        if (called && called.statements.some((statement) => ts.isThrowStatement(statement))) return true;
      }
      return ts.forEachChild(node, (child) => throws(child) || undefined) ?? false;
    };
    return throws(body);
  }
});
