/** The CustomResourceDefinitions of the sandbox, made from the same schemas as the types and the validator. */
import { mariadbKinds, type MariaDbKindName } from "./mariadb";
import { openObject } from "./mariadb/build";
import { forDefinition, structural, type StructuralSchema } from "./structural";

/** The plural of apiextensions.k8s.io/v1, as far as it is used here. */
export interface CustomResourceDefinition {
  readonly apiVersion: "apiextensions.k8s.io/v1";
  readonly kind: "CustomResourceDefinition";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced";
    readonly names: {
      readonly kind: string;
      readonly listKind: string;
      readonly plural: string;
      readonly singular: string;
      readonly shortNames: readonly string[];
    };
    readonly versions: readonly [CustomResourceVersion];
  };
}

/** The one version of a kind, with everything the API server needs to serve it. */
export interface CustomResourceVersion {
  readonly name: string;
  readonly served: true;
  readonly storage: true;
  readonly schema: { readonly openAPIV3Schema: StructuralSchema };
  readonly subresources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly additionalPrinterColumns: readonly object[];
}

const scale = { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };

/**
 * The definition of one kind. Its status is open, because only the operator writes it; everything else is closed, so
 * that the API server refuses or drops what it does not know, exactly as with the operator's own definitions.
 */
export function customResourceDefinition(name: MariaDbKindName): CustomResourceDefinition {
  const { kind, group, version, plural, singular, shortNames, spec, specRequired, scalable, columns } =
    mariadbKinds[name];
  const openAPIV3Schema: StructuralSchema = {
    type: "object",
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: forDefinition(structural(spec)),
      status: forDefinition(structural(openObject())),
    },
    ...(specRequired ? { required: ["spec"] } : {}),
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema },
          subresources: { status: {}, ...(scalable ? { scale } : {}) },
          additionalPrinterColumns: columns,
        },
      ],
    },
  };
}

/** The definitions of all twelve kinds. */
export function customResourceDefinitions(): readonly CustomResourceDefinition[] {
  return (Object.keys(mariadbKinds) as MariaDbKindName[]).map(customResourceDefinition);
}
