/** IANA "TLS ExtensionType Values": those that are offered or looked at here. */
export const EXTENSION = {
  server_name: 0,
  supported_groups: 10,
  ec_point_formats: 11,
  signature_algorithms: 13,
  extended_master_secret: 23,
  supported_versions: 43,
  cookie: 44,
  key_share: 51,
  renegotiation_info: 65281,
} as const;
