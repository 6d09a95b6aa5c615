import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A resource of a committed state. */
export interface StateResource {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  outputs?: Record<string, unknown>;
}

/** The state that an earlier version left, as `pulumi stack import` takes it. */
export interface CommittedState {
  version: number;
  deployment: { resources: StateResource[]; secrets_providers: { state: { salt: string } } };
}

const folder = join(__dirname, "..", "fixtures", "state");

/** Reads a committed state and puts in where it is to be used. */
export function committedState(
  name: string,
  place: { kubeconfig: string; context: string } = { kubeconfig: "kubeconfig", context: "context" },
): CommittedState {
  const text = readFileSync(join(folder, `${name}.json`), "utf8")
    .replaceAll('"KUBECONFIG"', JSON.stringify(place.kubeconfig))
    .replaceAll('"CONTEXT"', JSON.stringify(place.context));
  return JSON.parse(text) as CommittedState;
}

/** The passphrase of the committed states, from the page that describes them. */
export function statePassphrase(): string {
  const [, passphrase] = /passphrase `([^`]+)`/.exec(readFileSync(join(folder, "README.md"), "utf8")) ?? [];
  if (passphrase === undefined) {
    throw new Error("test/fixtures/state/README.md does not name the passphrase of the states");
  }
  return passphrase;
}

/** Types whose replacement or deletion would lose data, or the way to it. */
const carriers = [
  "kubernetes:core/v1:Namespace",
  "kubernetes:core/v1:Secret",
  "kubernetes:argoproj.io/v1alpha1:AppProject",
  "kubernetes:argoproj.io/v1alpha1:Application",
  "random:index/randomPassword:RandomPassword",
  "tls:index/privateKey:PrivateKey",
  "tls:index/selfSignedCert:SelfSignedCert",
];

/** Whether a resource holds data, opens it or delivers it. */
export function carriesData(type: string): boolean {
  return carriers.includes(type);
}
