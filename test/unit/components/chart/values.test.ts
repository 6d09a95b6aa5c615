import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { reasonsOf } from "../../../../components/problems";
import {
  mergeValues,
  valuesProblems,
  type ChartValues,
  type FixedValue,
} from "../../../../components/chart/values";
import { argoCdValues, fixedArgoCdValues } from "../../../../components/engine/argocd-values";
import { fixedFluxOperatorValues, fluxOperatorValues } from "../../../../components/engine/flux-manifest";
import { fixedOperatorValues, operatorValues } from "../../../../components/mariadb/operator-args";
import {
  externalSecretsValues,
  fixedExternalSecretsValues,
} from "../../../../components/secrets/external-secrets-values";
import {
  fixedSealedSecretsValues,
  sealedSecretsValues,
} from "../../../../components/secrets/sealed-secrets-values";
import { plain } from "../../../support/argocd-values";

/** What each component sets, and what of it a user cannot change. */
const components: Readonly<Record<string, [ChartValues, readonly FixedValue[]]>> = {
  ArgoCd: [argoCdValues(plain), fixedArgoCdValues],
  Flux: [fluxOperatorValues(false), fixedFluxOperatorValues],
  ExternalSecrets: [
    externalSecretsValues({
      highAvailability: false,
      pushSecrets: false,
      monitoring: false,
      anyServiceAccount: false,
      serviceAccountAnnotations: {},
    }),
    fixedExternalSecretsValues,
  ],
  SealedSecrets: [sealedSecretsValues({}, "sealed-secrets-controller", ["key-0"]), fixedSealedSecretsValues],
  MariaDbOperator: [
    operatorValues({
      highAvailability: false,
      monitoring: false,
      certManager: false,
      currentNamespaceOnly: false,
    }),
    fixedOperatorValues,
  ],
};

/** Values with one leaf. */
function nested(path: readonly string[], value: unknown): ChartValues {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as ChartValues;
}

describe("a user's chart values", () => {
  it("are merged over the component's, key by key; a list is replaced", () => {
    assert.deepEqual(
      mergeValues({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3], e: 4 }, f: null, d: undefined }),
      { a: { b: 1, c: [3], e: 4 }, d: 1, f: null },
    );
  });

  it("change nothing when there are none, and the component's own values in no case", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        (ours, user) => {
          const before = structuredClone(ours);
          assert.deepEqual(mergeValues(ours), before);
          mergeValues(ours, user);
          assert.deepEqual(ours, before);
        },
      ),
    );
  });

  for (const [component, [ours, fixed]] of Object.entries(components)) {
    for (const { path, why } of fixed) {
      it(`cannot override ${path.join(".")} of ${component}`, () => {
        for (const value of ["another", ["another"], { another: "map" }]) {
          const problems = reasonsOf(valuesProblems(ours, nested(path, value), fixed));
          assert.equal(problems.length, 1, JSON.stringify(value));
          assert.ok(problems[0]?.includes(path.at(-1) ?? "") && problems[0].includes(why), problems[0]);
        }
      });

      it(`cannot remove ${path.join(".")} of ${component} by replacing what it is in`, () => {
        const parent = path.slice(0, -1);
        const set = path.reduce<unknown>((value, key) => (value as ChartValues | undefined)?.[key], ours);
        if (parent.length > 0 && set !== undefined) {
          for (const value of [null, "text", []]) {
            assert.notDeepEqual(reasonsOf(valuesProblems(ours, nested(parent, value), fixed)), []);
          }
        }
      });
    }

    it(`may repeat what ${component} sets`, () => {
      assert.deepEqual(reasonsOf(valuesProblems(ours, structuredClone(ours), fixed)), []);
    });

    it(`may set anything else of ${component}`, () => {
      const user = {
        resources: { limits: { memory: "1Gi" } },
        nodeSelector: { disk: "ssd" },
        server: { replicas: 3 },
      };
      assert.deepEqual(reasonsOf(valuesProblems(ours, user, fixed)), []);
      assert.deepEqual(mergeValues(ours, user).nodeSelector, { disk: "ssd" });
    });
  }

  it("are refused with the full path, the reason and the argument to set instead", () => {
    const [ours, fixed] = components.ArgoCd ?? [{}, []];
    assert.deepEqual(
      reasonsOf(valuesProblems(ours, { configs: { cm: { "admin.enabled": "true" } } }, fixed)),
      [
        'values.configs.cm["admin.enabled"] must be "false": an administrator without single sign-on could log in; ' +
          "set the argument localAdmin instead",
      ],
    );
    assert.deepEqual(reasonsOf(valuesProblems(ours, { crds: { keep: false } }, fixed)), [
      "values.crds.keep must be true: uninstalling would delete the CRDs, and with them every Application and " +
        "AppProject; remove it from values",
    ]);
  });

  it("may add flags to a list that safety needs, and not drop ours", () => {
    const [ours, fixed] = components.ArgoCd ?? [{}, []];
    const flags = ["--sync-with-replace-allowed=false", "--insecure"];
    assert.deepEqual(reasonsOf(valuesProblems(ours, { server: { extraArgs: flags } }, fixed)), []);
    assert.match(
      reasonsOf(valuesProblems(ours, { server: { extraArgs: ["--insecure"] } }, fixed)).join(),
      /values\.server\.extraArgs must contain .*add \["--sync-with-replace-allowed=false"\] to the list/,
    );
  });

  it("are refused when only an update would know them, because previews and policies judge the chart", () => {
    const problems = reasonsOf(valuesProblems({}, { a: { b: [pulumi.output("x")] } }, []));
    assert.match(problems.join(), /values\.a\.b\.0 is an output; set a plain value/);
  });
});
