/**
 * The API server of the exhaustive model: it holds every stored object, then the guard, and is asked every case.
 */
import { sandboxContext } from "../../../sandbox/ground/layout";
import { waitFor } from "../../../sandbox/ground/wait";
import { ownSandbox, type OwnSandbox } from "../../support/sandbox";
import { dryRun, GuardApi, type Answer } from "./api";
import { namespace } from "./guarded-cluster";
import { lease, manifests, sent, withUid, type Held } from "./model";
import { namespaceOf, type Cases, type ModelCase, type Stored } from "./model-cases";
import { actors, allPlaces, clock, homeOf, places, type Place } from "./model-places";
import { modelThings } from "./model-things";
import { definition, thing, type Thing } from "./objects";

const workers = 8;

/** One of so many cases is sent to the API server. */
const share = 5;

export class ModelCluster {
  private readonly cases: Cases;
  /** What the API server holds, by path. */
  private readonly live = new Map<string, Thing["object"]>();
  private sandbox!: OwnSandbox;
  private api!: GuardApi;

  constructor(cases: Cases) {
    this.cases = cases;
  }

  readonly held: Held = ({ thing: { path, object } }) => this.live.get(path) ?? object;

  async start(): Promise<void> {
    this.sandbox = await ownSandbox([], { controllers: false });
    this.api = new GuardApi(this.sandbox.kubeconfig, sandboxContext);
    await this.serveEveryKind();
    await this.create(namespace(clock.namespace));
    await this.create(lease);
    for (const place of Object.keys(allPlaces) as Place[]) {
      await this.create(namespaceOf(place));
    }
    for (const object of permissions()) {
      await this.create(object);
    }
    await inParallel(this.cases.stored.filter(onCluster), async (stored) => this.store(stored));
    await this.guard();
  }

  async end(): Promise<void> {
    await (this.sandbox as OwnSandbox | undefined)?.end();
  }

  /** Sends a case; nothing of it is carried out. */
  private async ask(one: ModelCase): Promise<Answer> {
    const answer = await this.send(one);
    if (answer.status !== 409) {
      return answer;
    }
    // The API server itself writes to a CRD that it begins to serve.
    const { thing: at } = one.stored;
    this.live.set(at.path, (await this.api.read(at)).object);
    return this.send(one);
  }

  private async send({ verb, actor, stored, after, subresource }: ModelCase): Promise<Answer> {
    const { path, collection } = stored.thing;
    const as = actors[actor].user;
    switch (verb) {
      case "CREATE":
        return this.api.send("POST", `${collection}?${dryRun}`, { as, body: after ?? {} });
      case "UPDATE":
        return this.api.send(
          "PUT",
          `${path}${subresource === undefined ? "" : `/${subresource}`}?${dryRun}`,
          {
            as,
            body:
              sent(
                { verb, stored, after, ...(subresource === undefined ? {} : { subresource }) },
                this.held,
              ) ?? {},
          },
        );
      case "DELETE":
        return this.api.delete(stored.thing, dryRun, as);
    }
  }

  async askAll(): Promise<Map<ModelCase, Answer>> {
    const answers = new Map<ModelCase, Answer>();
    // A share of the states, which differ in fields alone, and everything that the tables and the places are about.
    const asked = this.cases.all.filter(
      (one, index) =>
        onCluster(one.stored) &&
        one.clockless !== true &&
        (index % share === 0 || one.refusal !== undefined || one.stored.place !== "named"),
    );
    await inParallel(asked, async (one) => {
      answers.set(one, await this.ask(one));
    });
    return answers;
  }

  private async store({ thing: held, status }: Stored): Promise<void> {
    const made = await this.create(held);
    const confirmed = withUid(made, made.metadata.uid ?? "");
    const { annotations } = confirmed.metadata;
    // Only now its uid is known.
    const object =
      JSON.stringify(made) === JSON.stringify(confirmed)
        ? made
        : (await this.api.merge(held, { metadata: { annotations } })).object;
    const full =
      status === undefined
        ? object
        : (await this.api.merge({ ...held, path: `${held.path}/status` }, { status })).object;
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
    const create = async (plural: string, object: object): Promise<void> => {
      await this.create(thing("admissionregistration.k8s.io/v1", plural, object as Thing["object"]));
    };
    const bound: string[] = [];
    for (const { policy, bindings } of manifests) {
      await create("validatingadmissionpolicies", policy);
      for (const binding of bindings) {
        await create("validatingadmissionpolicybindings", binding);
        bound.push(binding.metadata.name);
      }
    }
    // One deletion of each kind in each place.
    const probes = new Map(
      this.cases.all
        .filter(({ verb, actor }) => verb === "DELETE" && actor === "person")
        .toReversed()
        .map((one) => [`${one.stored.kind} ${one.stored.place} ${isHome(one)}`, one]),
    );
    await waitFor(
      `${bound.join(", ")} to refuse`,
      async () => this.refusedByAll([...probes.values()], bound),
      {
        seconds: 120,
      },
    );
  }

  private async refusedByAll(probes: readonly ModelCase[], bindings: readonly string[]): Promise<boolean> {
    const messages: string[] = [];
    await inParallel(probes, async (one) => {
      messages.push((await this.ask(one)).message);
    });
    return bindings.every((binding) => messages.some((message) => message.includes(`binding '${binding}'`)));
  }

  /** The sandbox serves not every kind; what it does not serve takes any object. */
  private async serveEveryKind(): Promise<void> {
    for (const { object, collection } of Object.values(modelThings(places.named.name))) {
      const served = async (): Promise<boolean> => (await this.api.send("GET", collection)).status === 200;
      if (!(await served())) {
        await this.create(open(collection.split("/").at(-1) ?? "", object));
        await waitFor(`${object.kind} to be served`, served, { seconds: 60 });
      }
    }
  }
}

/** There is one ClusterRole of the reach, and a status is written by its controller alone. */
function onCluster({ kind, imaginary, thing: at }: Stored): boolean {
  return kind !== "ClusterRole" && imaginary !== true && at.object.status === undefined;
}

/** Whether a case is about the namespace of its place. */
function isHome({ stored: { place, thing: at } }: ModelCase): boolean {
  return at.object.metadata.name === homeOf(place).name;
}

/** Everybody of the model may do everything that RBAC knows but the verbs of its own. */
function permissions(): Thing[] {
  const rbac = "rbac.authorization.k8s.io/v1";
  const name = "guard-model";
  const verbs = ["get", "list", "create", "update", "patch", "delete", "deletecollection"];
  const rules = [{ apiGroups: ["*"], resources: ["*"], verbs }];
  const subjects = Object.values(actors).map(({ user }) => ({
    kind: "User",
    name: user,
    apiGroup: "rbac.authorization.k8s.io",
  }));
  const roleRef = { kind: "ClusterRole", name, apiGroup: "rbac.authorization.k8s.io" };
  const confirming = Object.values(actors).flatMap(({ user, verbs: own }) =>
    own.length === 0 ? [] : [{ user, own: [...own] }],
  );
  return [
    ...confirming.flatMap(({ user, own }, index) => {
      const role = `${name}-${String(index)}`;
      const ofRole = { ...roleRef, name: role };
      return [
        thing(rbac, "clusterroles", {
          kind: "ClusterRole",
          metadata: { name: role },
          rules: [{ apiGroups: ["*"], resources: ["*"], verbs: own }],
        }),
        thing(rbac, "clusterrolebindings", {
          kind: "ClusterRoleBinding",
          metadata: { name: role },
          subjects: subjects.filter((subject) => subject.name === user),
          roleRef: ofRole,
        }),
      ];
    }),
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
