import { Composer, Lexer, LineCounter, Parser } from 'yaml';
import type { CST, Document, ErrorCode, YAMLError } from 'yaml';
import type { Problem } from './parsed.js';
import { quote } from './quote.js';
import { positionAt, readTree, type YamlProblem, type YamlTree } from './yaml-tree.js';

/** A targets file nests 7 deep, as the parser counts; far beyond that, its recursion would overflow the stack. */
const MAX_DEPTH = 64;

export type YamlSource =
  | { readonly ok: true; readonly tree: YamlTree; readonly problems: readonly YamlProblem[] }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/**
 * YAML 1.2 with the core schema: no other tags, no merge keys, one document. What is wrong but leaves the meaning clear
 * (a key twice, an unknown tag) comes beside the tree, so that its other problems can be told at once.
 */
export function parseYaml(text: string, maxValues: number): YamlSource {
  const lines = new LineCounter();
  const refuse = (offset: number, problem: Problem): YamlSource => ({
    ok: false,
    problems: [{ ...positionAt(lines, offset), ...problem }],
  });
  const tokens = tokenize(text, lines);
  if (typeof tokens === 'number') return refuse(tokens, TOO_DEEP);
  const [document, second] = compose(tokens, text.length);
  if (second !== undefined) return refuse(second.range[0], SEVERAL_DOCUMENTS);
  if (document === undefined) return refuse(0, nothingIn(text));
  const errors = document.errors.map((error) => ({ ...positionAt(lines, error.pos[0]), ...explain(error) }));
  if (errors.length > 0) return { ok: false, problems: firstOfEachLine(errors) };
  if (document.contents === null) return refuse(0, nothingIn(text));
  const warnings = document.warnings.map((warning) => ({
    ...positionAt(lines, warning.pos[0]),
    ...explainWarning(text.slice(...warning.pos)),
  }));
  const tree = readTree(document.contents, lines, maxValues);
  const problems = [...warnings, ...tree.problems];
  return tree.ok ? { ok: true, tree: tree.value, problems } : { ok: false, problems };
}

/** The tokens, or the offset where they nest too deep. */
function tokenize(text: string, lines: LineCounter): CST.Token[] | number {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_DEPTH) return parser.offset;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Whether a key is there twice is looked at later, in linear time: here each would be compared with each. */
function compose(tokens: readonly CST.Token[], length: number): Document.Parsed[] {
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false });
  return [...composer.compose(tokens, true, length)];
}

const QUOTES_HINT = 'put a text with [ ] { } : # @ ` or & in it in quotes, as in "[::1]:25"';

const TOO_DEEP: Problem = {
  message: `nested more than ${MAX_DEPTH} levels deep`,
  hint: 'targets.example.yaml shows all levels there are',
};
const SEVERAL_DOCUMENTS: Problem = {
  message: 'expected one YAML document, found another',
  hint: 'keep one, without further "---" lines',
};

function nothingIn(text: string): Problem {
  const found = text.trim() === '' ? 'an empty file' : 'only comments';
  return { message: `expected targets, found ${found}`, hint: ROOT_HINT };
}

export const ROOT_HINT = 'write "targets:" and below it "  - smtp://mail.example.com"';

/** The parser's own words quote the file at any length, so only those that quote nothing are passed on. */
const EXPLANATIONS: Partial<Record<ErrorCode, Problem>> = {
  TAB_AS_INDENT: { message: 'a tab indents this line', hint: 'YAML is indented with spaces only' },
  UNEXPECTED_TOKEN: { message: 'something is here that cannot follow what is before it', hint: QUOTES_HINT },
  BAD_SCALAR_START: { message: 'a text cannot begin with this character', hint: QUOTES_HINT },
  BAD_DQ_ESCAPE: {
    message: 'no such escape sequence in double quotes',
    hint: 'in single quotes a backslash is only itself',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second "key: value" where one is allowed',
    hint: 'check the indentation, and put a text with ": " in it in quotes',
  },
  BAD_INDENT: {
    message: 'the indentation does not fit, or a bracket is not closed',
    hint: 'items of one list and keys of one map begin in the same column',
  },
  BAD_ALIAS: { message: 'not the name of an anchor', hint: QUOTES_HINT },
  KEY_OVER_1024_CHARS: { message: 'a key of more than 1024 characters', hint: QUOTES_HINT },
};

const UNCLOSED_QUOTE: Problem = {
  message: 'not valid YAML: the closing quotation mark is missing',
  hint: 'it is missing here or in a line above',
};

const BAD_DIRECTIVE: Problem = {
  message: 'a YAML directive that is not known',
  hint: 'leave out the line that begins with %',
};

function explain(error: YAMLError): Problem {
  if (error.message.startsWith('Missing closing')) return UNCLOSED_QUOTE;
  const known = EXPLANATIONS[error.code];
  if (known !== undefined) return { ...known, message: `not valid YAML: ${known.message}` };
  const quotesNothing = error.code === 'MISSING_CHAR' || error.code === 'MULTILINE_IMPLICIT_KEY';
  const said = quotesNothing ? error.message.charAt(0).toLowerCase() + error.message.slice(1) : error.code;
  return { message: `not valid YAML: ${said}`, hint: 'check this line and the one above' };
}

function explainWarning(source: string): Problem {
  return source.startsWith('%')
    ? BAD_DIRECTIVE
    : {
        message: `the YAML tag ${quote(source)} is not allowed`,
        hint: 'leave it out: plain values are enough',
      };
}

/** One slip makes the parser stumble several times; the first time tells where. */
function firstOfEachLine(problems: readonly YamlProblem[]): YamlProblem[] {
  const seen = new Set<number>();
  return problems.filter(({ line }) => !seen.has(line) && seen.add(line));
}
