import type { KnownAs, SignatureHash } from '../model/index.js';

/** Demo and default certificates, and how to know each. The first entry that matches counts. */
export type Catalogue = readonly CatalogueEntry[];

/** Every condition must hold; `subject` or `issuer` is there. */
export interface CatalogueEntry extends KnownAs {
  readonly subject?: NamePattern;
  readonly issuer?: NamePattern;
  /** Any of these. */
  readonly signatureHash?: readonly SignatureHash[];
}

/**
 * Attribute type (short name, or dotted OID where it has none) to what its value must be, case and all: `*` stands for
 * any text, so `A*` is a prefix. Every attribute must be there; others may be.
 */
export type NamePattern = Readonly<Record<string, string>>;

/**
 * Appliances of Cisco and IronPort by what is known of their demo certificates: the beginning of the CN, and that the
 * legacy one is MD5-signed. The others from Rapid7's Recog.
 */
export const BUILT_IN_CATALOGUE: Catalogue = [
  {
    id: 'ironport-demo-legacy',
    vendor: 'Cisco',
    product: 'IronPort appliance, legacy demo certificate',
    subject: { CN: 'IronPort Appliance D*' },
    signatureHash: ['md5'],
  },
  {
    id: 'ironport-demo',
    vendor: 'Cisco',
    product: 'IronPort appliance, demo certificate',
    subject: { CN: 'IronPort Appliance D*' },
  },
  {
    id: 'cisco-esa-demo',
    vendor: 'Cisco',
    product: 'Email Security Appliance, demo certificate',
    subject: { CN: 'Cisco Appliance Demo*' },
  },
  {
    id: 'ironport-messaging-gateway-demo',
    vendor: 'Cisco',
    product: 'IronPort messaging gateway, demo certificate',
    subject: { CN: 'Messaging Gateway Appliance Demo Cert' },
  },
  {
    id: 'cisco-ios',
    vendor: 'Cisco',
    product: 'IOS',
    subject: { CN: 'IOS-Self-Signed-Certificate-*' },
  },
  {
    id: 'cisco-asa',
    vendor: 'Cisco',
    product: 'ASA',
    subject: { CN: 'ASA Temporary Self Signed Certificate' },
  },
  {
    id: 'cisco-firepower',
    vendor: 'Cisco',
    product: 'Firepower',
    subject: { OU: 'Intrusion Management System' },
  },
  {
    id: 'fortinet-fortigate',
    vendor: 'Fortinet',
    product: 'FortiGate',
    subject: { OU: 'FortiGate', O: 'Fortinet' },
  },
  {
    id: 'fortinet-fortimail',
    vendor: 'Fortinet',
    product: 'FortiMail',
    subject: { CN: 'FortiMail', O: 'Fortinet' },
  },
  {
    id: 'f5-big-ip',
    vendor: 'F5',
    product: 'BIG-IP',
    subject: { CN: 'localhost.localdomain', O: 'MyCompany', L: 'Seattle' },
  },
  {
    id: 'palo-alto-networks',
    vendor: 'Palo Alto Networks',
    product: 'Palo Alto Networks device',
    subject: { O: 'Palo Alto Networks', L: 'Santa Clara' },
  },
  {
    id: 'sonicwall',
    vendor: 'SonicWall',
    product: 'SonicWall HTTPS management',
    subject: { OU: 'HTTPS Management Certificate for SonicWALL (self-signed)' },
  },
  {
    id: 'watchguard-fireware',
    vendor: 'WatchGuard',
    product: 'Fireware',
    subject: { O: 'WatchGuard', OU: 'Fireware' },
  },
  {
    id: 'sophos-appliance',
    vendor: 'Sophos',
    product: 'Sophos appliance',
    subject: { CN: 'SophosApplianceCertificate' },
  },
  {
    id: 'cyberoam-appliance',
    vendor: 'Cyberoam',
    product: 'Cyberoam appliance',
    subject: { CN: 'CyberoamApplianceCertificate' },
  },
  {
    id: 'citrix-adc',
    vendor: 'Citrix',
    product: 'ADC',
    subject: { OU: 'NS Internal', O: 'Citrix ANG' },
  },
  {
    id: 'vmware-esx',
    vendor: 'VMware',
    product: 'ESX',
    subject: { OU: 'VMware ESX Server Default Certificate' },
  },
  {
    id: 'dell-idrac',
    vendor: 'Dell',
    product: 'iDRAC',
    subject: { OU: 'Remote Access Group', O: 'Dell Inc.' },
  },
  {
    id: 'hpe-ilo',
    vendor: 'HPE',
    product: 'iLO',
    issuer: { CN: 'Default Issuer (Do not trust)' },
  },
  {
    id: 'supermicro-ipmi',
    vendor: 'Supermicro',
    product: 'IPMI',
    subject: { CN: 'IPMI', O: 'Super Micro Computer' },
  },
  {
    id: 'synology',
    vendor: 'Synology',
    product: 'Synology NAS',
    subject: { CN: 'synology.com*', O: 'Synology Inc.' },
  },
  { id: 'qnap-nas', vendor: 'QNAP', product: 'QNAP NAS', subject: { CN: 'QNAP NAS' } },
  {
    id: 'ubiquiti',
    vendor: 'Ubiquiti',
    product: 'Ubiquiti device',
    subject: { O: 'Ubiquiti Networks Inc.' },
  },
  { id: 'ubiquiti-unifi', vendor: 'Ubiquiti', product: 'UniFi', subject: { CN: 'UniFi' } },
  {
    id: 'pfsense',
    vendor: 'pfSense',
    product: 'pfSense webConfigurator',
    subject: { O: 'pfSense webConfigurator Self-Signed Certificate' },
  },
  { id: 'opnsense', vendor: 'OPNsense', product: 'OPNsense', subject: { O: 'OPNsense', L: 'Middelharnis' } },
  {
    id: 'kubernetes-ingress',
    vendor: 'Kubernetes',
    product: 'Kubernetes ingress controller',
    subject: { CN: 'Kubernetes Ingress Controller Fake Certificate' },
  },
  { id: 'traefik', vendor: 'Traefik', product: 'Traefik', subject: { CN: 'TRAEFIK DEFAULT CERT' } },
  { id: 'proxmox', vendor: 'Proxmox', product: 'Proxmox', subject: { OU: 'PVE Cluster Node' } },
  { id: 'zimbra', vendor: 'Zimbra', product: 'Zimbra', subject: { OU: 'Zimbra Collaboration Server' } },
  { id: 'plesk', vendor: 'Plesk', product: 'Plesk', subject: { CN: 'Plesk', O: 'Plesk' } },
  {
    id: 'rhel-dummy',
    vendor: 'Red Hat',
    product: 'RHEL dummy certificate',
    subject: { O: 'SomeOrganization', OU: 'SomeOrganizationalUnit' },
  },
  {
    id: 'centos-8-dummy',
    vendor: 'CentOS',
    product: 'CentOS 8 dummy certificate',
    subject: { O: 'Unspecified', CN: 'localhost.localdomain' },
  },
  { id: 'microsoft-iis', vendor: 'Microsoft', product: 'IIS', subject: { CN: 'WMSvc-*' } },
  {
    id: 'microsoft-exchange',
    vendor: 'Microsoft',
    product: 'Exchange',
    subject: { CN: 'Microsoft Exchange Server Auth Certificate' },
  },
];
