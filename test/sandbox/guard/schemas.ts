/**
 * CRDs as a test changes them.
 */
import type { Thing } from "./objects";

/** A structural schema, as far as the tests change one. */
export interface Schema {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

export interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: Schema };
  readonly subresources?: object;
}

/** A CRD. */
export interface Definition extends Thing {
  readonly object: Thing["object"] & { readonly spec: { readonly versions: readonly Version[] } };
}

/** The CRD with other fields in its spec. */
export function withSpec(crd: Definition, spec: object): Definition {
  return { ...crd, object: { ...crd.object, spec: { ...crd.object.spec, ...spec } } };
}

/** The CRD with another schema of one field, in every version; undefined drops the field. */
export function withField(
  crd: Definition,
  path: string,
  change: (schema: Schema) => Schema | undefined,
): Definition {
  const versions = crd.object.spec.versions.map((version) => ({
    ...version,
    schema: { openAPIV3Schema: changed(version.schema.openAPIV3Schema, path.split("."), change) ?? {} },
  }));
  return withSpec(crd, { versions });
}

function changed(
  schema: Schema,
  [key, ...rest]: readonly string[],
  change: (schema: Schema) => Schema | undefined,
): Schema | undefined {
  if (key === undefined) {
    return change(schema);
  }
  const { [key]: child, ...others } = schema.properties ?? {};
  const made = changed(child ?? {}, rest, change);
  const required = (schema.required as string[] | undefined)?.filter(
    (name) => made !== undefined || name !== key,
  );
  return {
    ...schema,
    ...(required === undefined ? {} : { required }),
    properties: made === undefined ? others : { ...others, [key]: made },
  };
}
