export type { StopSignal } from 'tls-scanner-lite';
