/**
 * The policy pack: the safety rules as CrossGuard policies.
 *
 *     npm run build && pulumi preview --policy-pack dist/policy
 */
import { PolicyPack } from "@pulumi/policy";
import { startOf } from "./environment";
import { initialConfig, policyRules } from "./levels";
import { toPolicy } from "./policy";
import { readOnce } from "./sdk";
import { toStackPolicy } from "./stack";

readOnce();

const start = startOf(process.env, new Date().toISOString().slice(0, 10));

new PolicyPack(
  "mariadb-gitops",
  {
    displayName: "MariaDB GitOps safety",
    description: "No path of the delivery of MariaDB through GitOps may lose data.",
    provider: "kubernetes",
    tags: ["mariadb", "gitops", "argocd", "flux"],
    enforcementLevel: "mandatory",
    policies: policyRules.map((rule) =>
      rule.scope === "set" ? toStackPolicy(rule, start) : toPolicy(rule, start),
    ),
  },
  initialConfig(start.environment),
);
