/**
 * What is needed of an `AbortSignal`, which is one. A scan has one listener on its caller's signal and thousands of
 * waits of its own, for which an EventTarget is slow, and warns of a leak.
 */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
