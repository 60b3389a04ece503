import { z } from 'zod';
import { PROTOCOLS, SERVICES } from '../model/index.js';
import { parseEhloName, parseSni } from './announced-name.js';
import { parseDuration } from './duration.js';
import { parseHost } from './host.js';
import type { Parsed } from './parsed.js';
import { isPort, MAX_PORT, parsePortSpec, PORT_HINT, type PortSpec } from './port-spec.js';
import { findUnprintable } from './quote.js';
import { refuse, type ParsedPart } from './target-problem.js';
import { splitTarget } from './target-syntax.js';

const MAX_NAME_CHARACTERS = 200;

const portNumber = z
  .number()
  .transform(checked(portOfNumber))
  .meta({ type: 'integer', minimum: 1, maximum: MAX_PORT });
const portText = z
  .string()
  .transform(checked(parsePortSpec))
  .meta({ pattern: `^((${PROTOCOLS.join('|')}):)?[0-9]{1,5}$` });
const port = z.union([portNumber, portText], {
  error: 'a port (25) or a protocol with its port (smtps:465)',
});

const host = z.string().transform(checked(parseHost));

const settings = {
  service: z
    .enum(SERVICES)
    .optional()
    .describe('Where the appliance applies the certificate; the remedy depends on it. Default: by protocol.'),
  protocol: z
    .enum(PROTOCOLS)
    .optional()
    .describe('What is spoken on the port. Default: what the port is known for, or the service.'),
  ports: z
    .array(port)
    .min(1)
    .optional()
    .describe('Ports, each a target of its own: numbers, or with their protocol as in smtps:465.'),
  sni: z
    .union([z.literal(false), z.string().transform(checked(parseSni))], { error: 'a host name or false' })
    .optional()
    .describe('The name to send in server_name; false sends none. Default: the host, where it is a name.'),
  ehlo_name: z
    .string()
    .transform(checked(parseEhloName))
    .optional()
    .describe("The name to greet SMTP servers with. Default: this machine's."),
  timeout: z
    .string()
    .transform(checked(parseDuration))
    .optional()
    .describe('How long each stage may take (connect, each reply, handshake), with its unit: 500ms, 10s, 2m.')
    .meta({ pattern: '^[0-9]{1,10}(\\.[0-9]{1,9})?(ms|s|m|h)$' }),
};

const name = z.string().min(1).max(MAX_NAME_CHARACTERS).transform(checked(parseLabel)).optional();

export const settingsSchema = z
  .strictObject(settings)
  .describe('What goes for every target that does not say otherwise.');

export const entrySchema = z.strictObject({
  name: name.describe('What you call it; shown in reports.'),
  host: host.optional().describe('A name or an address.'),
  hosts: z.array(host).min(1).optional().describe('Several hosts that share the rest of this entry.'),
  url: z
    .string()
    .transform(checked(splitTarget))
    .optional()
    .describe('Protocol, host and port in one, in place of host, port and protocol.'),
  port: port.optional().describe('One port.'),
  ...settings,
});

const targetSchema = z.union([z.string(), entrySchema], {
  error: 'a target (smtp://mail.example.com) or a map with "host"',
});
const targetsSchema = z.array(targetSchema).min(1);

export const groupSchema = z.strictObject({
  name: name.describe('The name of targets in it that have none of their own.'),
  defaults: settingsSchema.optional(),
  targets: targetsSchema.describe('The targets of this group.'),
});

export const fileSchema = z.strictObject({
  defaults: settingsSchema.optional(),
  groups: z
    .array(groupSchema)
    .min(1)
    .optional()
    .describe('Targets that share settings. What is nearer wins: target, group, defaults.'),
  targets: targetsSchema.optional().describe('What to scan: texts such as smtp://mail.example.com, or maps.'),
});

export type EntryData = z.output<typeof entrySchema>;
export type SettingsData = z.output<typeof settingsSchema>;

/** The validator as a JSON Schema, for editors. Draft 7 is what YAML editors know in full. */
export function targetsJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(fileSchema, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    $id: 'urn:shaprobe:targets',
    title: 'shaprobe targets',
    description: 'The hosts and ports that shaprobe scans, for "shaprobe scan -f targets.yaml".',
    ...rest,
    anyOf: [{ required: ['targets'] }, { required: ['groups'] }],
  };
}

/** A parser of ours as a transformation of zod: what it refuses becomes an issue with its hint. */
function checked<I, T>(parse: (input: I) => Parsed<T>): (input: I, context: z.RefinementCtx<I>) => T {
  return (input, context) => {
    const parsed = parse(input);
    if (parsed.ok) return parsed.value;
    const { message, hint } = parsed.problem;
    const column = 'column' in parsed.problem ? parsed.problem.column : undefined;
    context.addIssue({ code: 'custom', message, params: { hint, column } });
    return z.NEVER;
  };
}

function portOfNumber(value: number): ParsedPart<PortSpec> {
  if (isPort(value)) return { ok: true, value: { port: value } };
  return refuse('bad-port', `expected a port from 1 to ${MAX_PORT}, found ${value}`, PORT_HINT);
}

function parseLabel(text: string): Parsed<string> {
  if (findUnprintable(text) < 0) return { ok: true, value: text };
  return {
    ok: false,
    problem: {
      message: 'expected a name without control characters',
      hint: 'remove them: terminals obey them',
    },
  };
}
