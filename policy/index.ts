/**
 * The policy pack: the safety rules as CrossGuard policies.
 *
 *     pulumi preview --policy-pack policy
 */
import { PolicyPack } from "@pulumi/policy";
import { rules } from "../safety";
import { initialConfig, startEnvironment } from "./levels";
import { toPolicy } from "./policy";

const environment = startEnvironment(process.env);

new PolicyPack(
  "mariadb-gitops",
  {
    displayName: "MariaDB GitOps safety",
    description: "No path of the delivery of MariaDB through GitOps may lose data.",
    provider: "kubernetes",
    tags: ["mariadb", "gitops", "argocd", "flux"],
    enforcementLevel: "mandatory",
    policies: rules.map((rule) => toPolicy(rule, environment)),
  },
  initialConfig(environment),
);
