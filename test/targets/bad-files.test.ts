import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readTargetsFile } from '../../src/targets/index.js';

const FOLDER = 'test/fixtures/targets';

/** Fixtures that are right. */
const GOOD = new Set(['aliases.yaml', 'crlf-and-bom.yaml', 'json.yaml']);

/** Each bad file, and all that its author is told: `line:column message -> hint`. */
const BAD: Readonly<Record<string, readonly string[]>> = {
  'alias-bomb.yaml': [
    '8:8 aliases make more than 524288 values of this file ("alias bomb") -> write the values themselves, or put them into defaults',
  ],
  'alias-in-itself.yaml': [
    '3:5 the alias "all" stands for something that it is part of -> write the values themselves',
  ],
  'alias-with-problem.yaml': [
    '3:23 ports: expected a port from 1 to 65535, found 0 -> as in 25, 443, 465, 587 or 636',
  ],
  'alias-without-anchor.yaml': [
    '2:5 there is no anchor "mx1" before this alias -> a text that begins with * goes in quotes',
  ],
  'bad-combinations.yaml': [
    '2:5 expected "host", "hosts" or "url", found none of them -> as in host: mx1.example.com',
    '4:12 hosts: "host" and "hosts" do not go together -> keep one of them',
    '8:12 ports: "port" and "ports" do not go together -> put all into "ports"',
    '10:11 port: "url" and "port" do not go together -> write it into the url, or "host" in place of "url"',
    '11:15 protocol: "url" and "protocol" do not go together -> write it into the url, or "host" in place of "url"',
  ],
  'bad-defaults.yaml': [
    '2:13 protocol: expected one of smtp, smtps, https, ldaps, ldap, found "smtpx" -> did you mean smtp? known protocols: smtp, smtps, https, ldaps, ldap',
    '3:8 sni: expected a host name for SNI, found "*.example.com" -> names have letters, digits, hyphens and dots',
    '6:21 expected a port from 1 to 65535, found "0" -> as in 25, 443, 465, 587 or 636',
  ],
  'bad-ehlo-name.yaml': [
    '3:16 ehlo_name: expected a name for EHLO, found "probe\\r\\nMAIL FROM:<>" -> as in probe.example.com, or an address in brackets: [192.0.2.1]',
  ],
  'bad-hosts.yaml': [
    '2:12 programs differ in what address "127.1" is -> write four decimal numbers from 0 to 255 without leading zeros, as in 10.0.0.1',
    '3:11 host: expected a host name or an address, found "https://gui.example.com" -> a host goes here, without protocol and port',
    '5:13 hosts: networks and ranges are not supported yet -> name each host; many of them go one a line into a file for -l',
    '5:25 hosts: expected a host name or an address, found "a b" -> names have letters, digits, hyphens and dots',
    '5:30 hosts: an address with a zone is not supported, found "fe80::1%eth0" -> use an address that is valid on every interface, or the name of the host',
    '5:46 hosts: expected a host name or an address, found "mx_1..example.com" -> two dots follow each other, or one begins it',
    '7:5 a target with the control character \\x1b -> remove it; such characters come with copied text',
    '8:5 mx: targets are not supported yet -> name the mail servers themselves, as in smtp://mx1.example.com',
  ],
  'bad-indent.yaml': [
    '3:1 not valid YAML: sequence item without - indicator -> check this line and the one above',
  ],
  'bad-name.yaml': [
    '3:11 name: expected a name without control characters -> remove them: terminals obey them',
    '5:11 name: expected a text, found an empty one -> write one, or leave the key out',
  ],
  'bad-service.yaml': [
    '3:14 service: expected one of receiving, delivery, https, ldap, found "recieving" -> did you mean receiving?',
    '5:14 service: https does not speak smtp -> it speaks https: write protocol: https, or another service',
  ],
  'bad-sni.yaml': [
    '3:10 sni: expected a host name for SNI, found "10.0.0.1" -> SNI is for names only; write sni: false to send none',
    '5:10 sni: expected a host name for SNI, found "no" -> to send no name, write sni: false',
    '7:10 sni: expected a host name or false, found true -> without it the host is sent, where it is a name',
  ],
  'bad-timeout.yaml': [
    '2:12 timeout: expected a duration, found 10 -> a number alone is not clear: write 10s or 10ms',
    '6:14 timeout: expected a duration, found "10 s" -> write 10s',
    '9:14 timeout: expected a duration, found "0s" -> it must be at least 1ms',
  ],
  'complex-key.yaml': [
    '3:3 expected a word as key -> as in host: mx1.example.com',
    '5:3 expected a word as key -> as in host: mx1.example.com',
  ],
  'credentials.yaml': [
    '2:5 a target takes no user name or password ("@") -> write protocol://host:port, with nothing before the host',
    '3:10 url: a target takes no user name or password ("@") -> write protocol://host:port, with nothing before the host',
    '4:11 host: a target takes no user name or password ("@") -> write protocol://host:port, with nothing before the host',
    '5:5 targets: expected a target (smtp://mail.example.com) or a map with "host", found a list -> targets.example.yaml shows how',
    '6:5 unknown key a text with "@" (not shown, it may hold a password) -> known here: name, host, hosts, url, port, service, protocol, ports, sni, ehlo_name, timeout',
    '7:11 defaults: expected a map, found a text with "@" (not shown, it may hold a password) -> targets.example.yaml shows how',
  ],
  'custom-tag.yaml': [
    '2:5 the YAML tag "!!js/function" is not allowed -> leave it out: plain values are enough',
    '2:19 white space inside a target -> a target is one word, as in smtp://mail.example.com',
    '3:5 the YAML tag "!secret" is not allowed -> leave it out: plain values are enough',
  ],
  'duplicate-key.yaml': ['4:5 the key "host" is there twice -> keep one of them'],
  'empty-lists.yaml': [
    '1:10 targets: expected at least one, found none -> write one, or leave the key out',
    '3:14 targets: expected at least one, found none -> write one, or leave the key out',
  ],
  'empty.yaml': [
    '1:1 expected targets, found an empty file -> write "targets:" and below it "  - smtp://mail.example.com"',
  ],
  'impossible-port.yaml': [
    '3:11 port: expected a port from 1 to 65535, found 70000 -> as in 25, 443, 465, 587 or 636',
    '5:17 ports: expected a port from 1 to 65535, found 0 -> as in 25, 443, 465, 587 or 636',
    '5:25 ports: expected a port from 1 to 65535, found "x" -> as in 25, 443, 465, 587 or 636',
    '5:28 ports: expected a port from 1 to 65535, found 2.5 -> as in 25, 443, 465, 587 or 636',
    '5:33 ports: expected a port (25) or a protocol with its port (smtps:465), found true -> targets.example.yaml shows how',
    '6:28 expected a port from 1 to 65535, found "65536" -> as in 25, 443, 465, 587 or 636',
  ],
  'latin1.yaml': ['3:13 expected text in UTF-8, found other bytes -> save the file as UTF-8'],
  'misplaced.yaml': [
    '2:11 host: expected a host name or an address, found "mx1.example.com:25" -> a host goes here, without protocol and port',
    '3:11 host: expected a text, found a list -> several go into "hosts"',
    '4:11 port: expected a port (25) or a protocol with its port (smtps:465), found a list -> several go into "ports"',
    '5:5 unknown key "hsot" -> did you mean "host"?',
    '6:13 hosts: networks and ranges are not supported yet -> name each host; many of them go one a line into a file for -l',
    '6:27 hosts: networks and ranges are not supported yet -> name each host; many of them go one a line into a file for -l',
    '6:44 hosts: a target takes no user name or password ("@") -> write protocol://host:port, with nothing before the host',
    '6:51 hosts: expected an IPv6 address, found "a:b:c" -> as in [2001:db8::25]',
  ],
  'no-targets.yaml': [
    '1:1 expected "targets" or "groups", found neither -> write "targets:" and below it "  - smtp://mail.example.com"',
  ],
  'nul.yaml': ['2:27 expected text, found binary data -> save the file as UTF-8'],
  'only-comments.yaml': [
    '1:1 expected targets, found only comments -> write "targets:" and below it "  - smtp://mail.example.com"',
  ],
  'protocol-unknown.yaml': [
    '2:5 nothing says which protocol or port mx1.example.com has -> write the protocol, as in smtp://mx1.example.com, or a well-known port, as in mx1.example.com:443',
    '3:5 port 2526 does not tell which protocol is spoken there -> write the protocol, as in smtp://mx2.example.com:2526 (or smtps, https, ldaps, ldap)',
    '4:5 nothing says which protocol or port mx3.example.com has -> write the protocol, as in smtp://mx3.example.com, or a well-known port, as in mx3.example.com:443',
    '6:12 ports: port 2526 does not tell which protocol is spoken there -> write the protocol, as in smtp://mx4.example.com:2526 (or smtps, https, ldaps, ldap)',
  ],
  'root-is-a-list.yaml': [
    '1:1 expected a map, found a list -> write "targets:" and below it "  - smtp://mail.example.com"',
  ],
  'root-is-null.yaml': [
    '1:1 expected a map, found nothing -> write "targets:" and below it "  - smtp://mail.example.com"',
  ],
  'tab-indent.yaml': ['2:1 not valid YAML: a tab indents this line -> YAML is indented with spaces only'],
  'two-documents.yaml': [
    '3:1 expected one YAML document, found another -> keep one, without further "---" lines',
  ],
  'unclosed-quote.yaml': [
    '3:1 not valid YAML: the closing quotation mark is missing -> it is missing here or in a line above',
  ],
  'unknown-keys.yaml': [
    '1:1 unknown key "default" -> did you mean "defaults"?',
    '4:5 unknown key "nmae" -> did you mean "name"?',
    '5:5 unknown key "sni" -> it goes below "defaults"',
    '8:9 unknown key "prot" -> did you mean "port"?',
    '12:5 unknown key "colour" -> known here: name, host, hosts, url, port, service, protocol, ports, sni, ehlo_name, timeout',
    '13:5 merge keys ("<<") are not supported -> put what targets share into the defaults of a group',
  ],
  'unknown-protocol.yaml': [
    '2:5 unknown protocol "http" -> did you mean https? known protocols: smtp, smtps, https, ldaps, ldap',
    '4:15 protocol: expected one of smtp, smtps, https, ldaps, ldap, found "smpt" -> did you mean smtp? known protocols: smtp, smtps, https, ldaps, ldap',
  ],
  'unquoted-ipv6.yaml': [
    '2:10 not valid YAML: something is here that cannot follow what is before it -> put a text with [ ] { } : # @ ` or & in it in quotes, as in "[::1]:25"',
  ],
  'utf16.yaml': ['1:1 expected text in UTF-8, found UTF-16 -> save the file as UTF-8'],
  'wrong-types.yaml': [
    '2:5 targets: expected a target (smtp://mail.example.com) or a map with "host", found 5 -> targets.example.yaml shows how',
    '3:11 host: expected a text, found 10.5 -> put it in quotes: "10.5"',
    '5:12 hosts: expected a list, found "mx1.example.com" -> a list goes in brackets, or one item a line after "- "',
    '6:12 ports: expected a list, found 25 -> a list goes in brackets, or one item a line after "- "',
    '7:10 host: expected a text, found nothing -> write a value, or leave the key out',
    '9:11 name: expected a text, found 7 -> put it in quotes: "7"',
    '10:11 host: expected a text, found a list -> several go into "hosts"',
    '11:11 port: expected a port (25) or a protocol with its port (smtps:465), found a map -> targets.example.yaml shows how',
    '12:9 groups: expected a list, found "none" -> a list goes in brackets, or one item a line after "- "',
  ],
  'yaml-1.1.yaml': [
    '6:10 sni: expected a host name for SNI, found "off" -> to send no name, write sni: false',
  ],
};

for (const [file, expected] of Object.entries(BAD)) {
  t.test(`${file} is refused with every problem, its place and a hint`, async (t) => {
    const path = join(FOLDER, file);
    const read = await readTargetsFile(path);
    if (read.ok) {
      t.fail('it was accepted');
      return;
    }
    const told = read.problems.map(
      ({ line, column, message, hint }) => `${line}:${column} ${message} -> ${hint ?? ''}`,
    );
    t.strictSame(told, expected);
    t.ok(read.problems.every((problem) => problem.file === path));
    t.notMatch(JSON.stringify(read.problems), /hunter2/, 'no password is shown');
  });
}

t.test('every bad fixture has its messages here', async (t) => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml') && !GOOD.has(file));
  t.strictSame(Object.keys(BAD).sort(), files.sort());
});
