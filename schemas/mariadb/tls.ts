/** Encryption between clients and servers. */
import { flag, texts } from "./build";
import { issuerReference, localReference } from "./references";

/**
 * TLS is on if `enabled` is unset, but plain connections stay possible until `required` is true. A certificate comes
 * either from a Secret (then its CA is needed too) or from an issuer, never both.
 */
export const tlsFields = {
  enabled: flag,
  required: flag,
  serverCASecretRef: localReference,
  serverCertSecretRef: localReference,
  serverCertIssuerRef: issuerReference,
  serverCertAdditionalNames: texts,
  clientCASecretRef: localReference,
  clientCertSecretRef: localReference,
  clientCertIssuerRef: issuerReference,
  galeraSSTEnabled: flag,
};
