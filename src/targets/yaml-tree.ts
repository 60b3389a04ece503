import { isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml';
import type { Problem } from './parsed.js';
import { quote } from './quote.js';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends Problem, Position {}

export type Path = readonly PropertyKey[];

/** A document as plain values, and where each of them is written. */
export interface YamlTree {
  readonly value: unknown;
  /** Where the value at `path` begins, or `offset` characters into it where it is a plain text. */
  readonly positionOf: (path: Path, offset?: number) => Position;
  /** Where its key begins. */
  readonly positionOfKey: (path: Path) => Position;
}

export type ReadTree =
  | { readonly ok: true; readonly value: YamlTree; readonly problems: readonly YamlProblem[] }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

type YamlPair = YAMLMap['items'][number];

interface Plain {
  readonly value: unknown;
  /** Values in it, aliases counted as what they stand for. */
  readonly size: number;
}

export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/**
 * Aliases are followed, with two limits: what they stand for, all in all, has at most `maxValues` values ("billion
 * laughs", and the quadratic kind of it), and no value is inside itself.
 */
export function readTree(root: Node, lines: LineCounter, maxValues: number): ReadTree {
  const reader = new TreeReader(lines, maxValues);
  const { value } = reader.read(root);
  const { problems } = reader;
  if (reader.isExplosive) return { ok: false, problems };
  const positionOf = (path: Path, offset = 0): Position => {
    const node = reader.nodeAt(root, path);
    return positionAt(lines, offsetOf(node) + (isScalar(node) && node.type === 'PLAIN' ? offset : 0));
  };
  const positionOfKey = (path: Path): Position => {
    const map = reader.nodeAt(root, path.slice(0, -1));
    const key = reader.pairAt(map, path.at(-1))?.key;
    return positionAt(lines, offsetOf(key ?? map));
  };
  return { ok: true, value: { value, positionOf, positionOfKey }, problems };
}

class TreeReader {
  readonly problems: YamlProblem[] = [];
  isExplosive = false;
  readonly #lines: LineCounter;
  readonly #maxValues: number;
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Node, Node>();
  /** What the anchors stand for; undefined while it is being read. */
  readonly #anchored = new Map<Node, Plain | undefined>();
  readonly #pairs = new Map<Node, Map<string, YamlPair>>();

  constructor(lines: LineCounter, maxValues: number) {
    this.#lines = lines;
    this.#maxValues = maxValues;
  }

  read(node: unknown): Plain {
    if (isAlias(node)) return this.#readAlias(node, node.source);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return NOTHING;
    if (node.anchor === undefined) return this.#readValue(node);
    this.#anchors.set(node.anchor, node);
    this.#anchored.set(node, undefined);
    const plain = this.#readValue(node);
    this.#anchored.set(node, plain);
    return plain;
  }

  /** The node at a path, or the nearest above it that exists. */
  nodeAt(root: Node, path: Path): Node {
    let node = this.#follow(root);
    for (const step of path) {
      const next = isSeq(node) ? node.items[Number(step)] : this.pairAt(node, step)?.value;
      if (!isNode(next)) return node;
      node = this.#follow(next);
    }
    return node;
  }

  pairAt(map: Node, key: PropertyKey | undefined): YamlPair | undefined {
    return typeof key === 'string' ? this.#pairs.get(map)?.get(key) : undefined;
  }

  #follow(node: Node): Node {
    return this.#targets.get(node) ?? node;
  }

  #readValue(node: Node): Plain {
    if (isMap(node)) return this.#readMap(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item));
      return this.#plain(
        items.map(({ value }) => value),
        items,
        node,
      );
    }
    return isScalar(node) ? { value: node.value, size: 1 } : NOTHING;
  }

  #readMap(map: YAMLMap): Plain {
    const entries: [string, unknown][] = [];
    const values: Plain[] = [];
    const pairs = new Map<string, YamlPair>();
    this.#pairs.set(map, pairs);
    for (const pair of map.items) {
      const name = this.#readKey(pair.key, map);
      const plain = this.read(pair.value);
      values.push(plain);
      if (name === undefined) continue;
      if (pairs.has(name)) {
        this.#refuse(pair.key, {
          message: `the key ${quote(name)} is there twice`,
          hint: 'keep one of them',
        });
      } else {
        pairs.set(name, pair);
        entries.push([name, plain.value]);
      }
    }
    // Own properties, whatever their names: a key "__proto__" is one like others.
    return this.#plain(Object.fromEntries(entries), values, map);
  }

  #readKey(key: unknown, map: YAMLMap): string | undefined {
    if (isScalar(key) && typeof key.value === 'string') return key.value;
    if (isScalar(key) && typeof key.value === 'number') return String(key.value);
    this.#refuse(isNode(key) ? key : map, {
      message: 'expected a word as key',
      hint: 'as in host: mx1.example.com',
    });
    return undefined;
  }

  #readAlias(alias: Node, name: string): Plain {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const hint = 'a text that begins with * goes in quotes';
      return this.#refuse(alias, { message: `there is no anchor ${quote(name)} before this alias`, hint });
    }
    this.#targets.set(alias, target);
    const plain = this.#anchored.get(target);
    if (plain !== undefined) return plain;
    this.isExplosive = true;
    return this.#refuse(alias, {
      message: `the alias ${quote(name)} stands for something that it is part of`,
      hint: 'write the values themselves',
    });
  }

  #plain(value: unknown, parts: readonly Plain[], node: Node): Plain {
    const size = parts.reduce((sum, part) => sum + part.size, 1);
    if (size <= this.#maxValues) return { value, size };
    if (!this.isExplosive) {
      const message = `aliases make more than ${this.#maxValues} values of this file ("alias bomb")`;
      this.#refuse(node, { message, hint: 'write the values themselves, or put them into defaults' });
    }
    this.isExplosive = true;
    return NOTHING;
  }

  #refuse(node: unknown, problem: Problem): Plain {
    this.problems.push({ ...positionAt(this.#lines, offsetOf(node)), ...problem });
    return NOTHING;
  }
}

const NOTHING: Plain = { value: null, size: 1 };

function isNode(value: unknown): value is Node {
  return isAlias(value) || isMap(value) || isSeq(value) || isScalar(value);
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
