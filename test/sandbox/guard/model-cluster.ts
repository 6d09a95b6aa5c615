/**
 * The API server of the exhaustive model: it holds every stored object, then the guard, and is asked every case.
 */
import { guardManifests } from "../../../components/guard/manifests";
import { sandboxContext } from "../../../sandbox/ground/layout";
import { waitFor } from "../../../sandbox/ground/wait";
import { ownSandbox, type OwnSandbox } from "../../support/sandbox";
import { dryRun, GuardApi, type Answer } from "./api";
import { namespace } from "./guarded-cluster";
import type { JudgedCase } from "./judge";
import { actors, Cases, knownByName, places, type ModelCase, type Stored } from "./model-cases";
import { definition, thing, things, type Thing } from "./objects";
import { userOf } from "./oracle";

const workers = 8;

export class ModelCluster {
  readonly cases = new Cases();
  readonly manifests = guardManifests({ environment: "staging", namespaces: knownByName }, true);
  /** What the API server holds, by path. */
  readonly live = new Map<string, Thing["object"]>();
  readonly namespaces: object[] = [];
  private sandbox!: OwnSandbox;
  private api!: GuardApi;

  async start(): Promise<void> {
    this.sandbox = await ownSandbox({ controllers: false });
    this.api = new GuardApi(this.sandbox.kubeconfig, sandboxContext);
    await this.serveEveryKind();
    for (const { name, labels } of Object.values(places)) {
      this.namespaces.push(await this.create(namespace(name, labels)));
    }
    for (const object of permissions()) {
      await this.create(object);
    }
    console.time("hold"); console.log(this.cases.stored.length, this.cases.all.length);
    await inParallel(this.cases.stored, async (stored) => this.hold(stored));
    console.timeEnd("hold"); console.time("guard");
    await this.guard();
    console.timeEnd("guard");
  }

  async end(): Promise<void> {
    await this.sandbox.end();
  }

  /** Sends a case; nothing of it is carried out. */
  async ask(one: ModelCase): Promise<Answer> {
    const { thing: at } = one.stored;
    const as = userOf(one);
    switch (one.verb) {
      case "CREATE":
        return this.api.send("POST", `${at.collection}?${dryRun}`, { as, ...(one.after && { body: one.after }) });
      case "UPDATE":
        return this.api.send("PUT", `${at.path}?${dryRun}`, { as, body: this.sent(one) });
      case "DELETE":
        return this.api.delete(at, dryRun, as);
    }
  }

  async askAll(): Promise<Map<ModelCase, Answer>> {
    const answers = new Map<ModelCase, Answer>();
    await inParallel(this.cases.all, async (one) => {
      answers.set(one, await this.ask(one));
    });
    return answers;
  }

  /** The stored object of a case as the API server has it; for a creation what is sent. */
  before(one: ModelCase): Thing["object"] {
    return this.live.get(one.stored.thing.path) ?? one.stored.thing.object;
  }

  /** The case as the judge is asked it. */
  judged(one: ModelCase): JudgedCase {
    const { collection, object } = one.stored.thing;
    const [version = "", group = ""] = object.apiVersion.split("/").toReversed();
    const { name, namespace: home } = object.metadata;
    return {
      id: one.id,
      operation: one.verb,
      group,
      version,
      kind: object.kind,
      resource: collection.split("/").at(-1) ?? "",
      // The API server takes a namespace to be in itself.
      namespace: home ?? (object.kind === "Namespace" ? name : ""),
      name,
      ...(one.verb === "CREATE" ? {} : { oldObject: this.before(one) }),
      ...(one.verb === "DELETE" ? {} : { object: one.verb === "UPDATE" ? this.sent(one) : one.after }),
      user: userOf(one),
      groups: ["system:authenticated"],
      verbs: actors[one.actor].verbs,
    };
  }

  /** The whole object of an update. */
  private sent(one: ModelCase): object {
    const { metadata, status } = this.before(one);
    const { resourceVersion, uid } = metadata;
    return { ...one.after, metadata: { ...one.after?.metadata, resourceVersion, uid }, ...(status === undefined ? {} : { status }) };
  }

  private async hold({ thing: held, status }: Stored): Promise<void> {
    const object = await this.create(held);
    const full = status === undefined ? object : (await this.api.merge({ ...held, path: `${held.path}/status` }, { status })).object;
    this.live.set(held.path, full);
  }

  private async create(object: Thing): Promise<Thing["object"]> {
    const answer = await this.api.apply(object);
    if (answer.status > 299) {
      throw new Error(`${object.path}: ${answer.status} ${answer.message}`);
    }
    return answer.object;
  }

  /** Installs the guard, and waits until every binding refuses something. */
  private async guard(): Promise<void> {
    const admission = "admissionregistration.k8s.io/v1";
    const plain = (plural: string, object: object): Thing => thing(admission, plural, object as Thing["object"]);
    for (const { policy, bindings } of this.manifests) {
      await this.create(plain("validatingadmissionpolicies", policy));
      for (const binding of bindings) {
        await this.create(plain("validatingadmissionpolicybindings", binding));
      }
    }
    for (const { bindings } of this.manifests) {
      for (const { metadata } of bindings) {
        await waitFor(`${metadata.name} to refuse`, async () => this.refusesBy(metadata.name), { seconds: 60 });
      }
    }
  }

  private async refusesBy(binding: string): Promise<boolean> {
    for (const one of this.cases.all.filter(({ verb, actor }) => verb === "DELETE" && actor === "person")) {
      const known = this.refusing.get(binding);
      if (known !== undefined && known !== one) {
        continue;
      }
      if ((await this.ask(one)).message.includes(`binding '${binding}'`)) {
        this.refusing.set(binding, one);
        return true;
      }
    }
    return false;
  }
  private readonly refusing = new Map<string, ModelCase>();

  /** The sandbox serves not every kind; what it does not serve takes any object. */
  private async serveEveryKind(): Promise<void> {
    for (const { object, collection } of Object.values(things(places.named.name))) {
      const served = async (): Promise<boolean> => (await this.api.send("GET", collection)).status === 200;
      if (!(await served())) {
        await this.create(open(collection.split("/").at(-1) ?? "", object));
        await waitFor(`${object.kind} to be served`, served, { seconds: 60 });
      }
    }
  }
}

/** Everybody of the model may do everything that RBAC knows but the verbs of its own. */
function permissions(): Thing[] {
  const rbac = "rbac.authorization.k8s.io/v1";
  const name = "guard-model";
  const verbs = ["get", "list", "create", "update", "patch", "delete", "deletecollection"];
  const rules = [{ apiGroups: ["*"], resources: ["*"], verbs }];
  const subjects = Object.values(actors).map(({ user }) => ({ kind: "User", name: user, apiGroup: "rbac.authorization.k8s.io" }));
  const roleRef = { kind: "ClusterRole", name, apiGroup: "rbac.authorization.k8s.io" };
  return [
    thing(rbac, "clusterroles", { kind: "ClusterRole", metadata: { name }, rules }),
    thing(rbac, "clusterrolebindings", { kind: "ClusterRoleBinding", metadata: { name }, subjects, roleRef }),
  ];
}

/** A CRD that takes any object of the kind. */
function open(plural: string, { apiVersion, kind, metadata }: Thing["object"]): Thing {
  const [group = "", version] = apiVersion.split("/");
  const made = definition(plural, group);
  const spec = made.object.spec as { versions: object[] };
  const versions = [{ ...spec.versions[0], name: version }];
  const scope = metadata.namespace === undefined ? "Cluster" : "Namespaced";
  return { ...made, object: { ...made.object, spec: { ...spec, scope, names: { kind, plural }, versions } } };
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const item of left) {
        await work(item);
      }
    }),
  );
}
