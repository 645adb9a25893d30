/**
 * The response headers that make a page cross-origin isolated, which is what gives it SharedArrayBuffer.
 * `require-corp` and not `credentialless`: WebKit does not isolate with the latter.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;
