import type { ClusterApi } from "./cluster";
import { ConfirmProblem } from "./problem";

/** A kind that the API server serves. */
export interface ServedKind {
  readonly group: string;
  readonly version: string;
  /** Its name in paths, such as `mariadbs`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface Discovered {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind: { readonly kind: string };
        readonly scope: string;
        readonly singularResource?: string;
        readonly shortNames?: readonly string[];
      }[];
    }[];
  }[];
}

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/**
 * Finds a kind by any name that kubectl knows it by: `MariaDB`, `mariadbs`, `mdb`, `mariadbs.k8s.mariadb.com`.
 *
 * @param guarded groups whose kinds go first where a name fits several
 * @throws ConfirmProblem when no kind or more than one fits
 */
export async function findKind(
  api: ClusterApi,
  wanted: string,
  guarded: readonly string[],
): Promise<ServedKind> {
  const [name = "", ...groups] = wanted.toLowerCase().split(".");
  const group = groups.join(".");
  const all = [...(await discover(api, "/api")), ...(await discover(api, "/apis"))];
  const fitting = all.filter(
    ({ names, kind }) => names.includes(name) && (group === "" || kind.group === group),
  );
  const known = fitting.filter(({ kind }) => guarded.includes(kind.group));
  const candidates = (known.length > 0 ? known : fitting).map(({ kind }) => kind);
  const [found, ...others] = candidates;
  if (found === undefined) {
    throw new ConfirmProblem(
      `The API server serves no kind ${wanted}; kubectl api-resources lists those that it does.`,
    );
  }
  if (others.length > 0) {
    const full = candidates.map((one) => `${one.resource}.${one.group}`).join(", ");
    throw new ConfirmProblem(`${wanted} may be ${full}; name the group.`);
  }
  return found;
}

/** Every kind of a discovery document, in the version that the server prefers, with its names in lower case. */
async function discover(
  api: ClusterApi,
  path: string,
): Promise<readonly { names: readonly string[]; kind: ServedKind }[]> {
  const { status, body } = await api.get(path, aggregated);
  if (status !== 200) {
    throw new ConfirmProblem(`The API server does not say which kinds it serves (${path}: ${status}).`);
  }
  return ((body as Discovered).items ?? []).flatMap(({ metadata, versions = [] }) => {
    const seen = new Set<string>();
    return versions.flatMap(({ version, resources = [] }) =>
      resources
        .filter(({ resource }) => !seen.has(resource))
        .map(({ resource, responseKind, scope, singularResource = "", shortNames = [] }) => {
          seen.add(resource);
          const names = [resource, responseKind.kind, singularResource, ...shortNames];
          const kind = {
            group: metadata?.name ?? "",
            version,
            resource,
            kind: responseKind.kind,
            namespaced: scope === "Namespaced",
          };
          return { names: names.map((name) => name.toLowerCase()), kind };
        }),
    );
  });
}

/** The path of one object. */
export function pathOf(
  { group, version, resource, namespaced }: ServedKind,
  namespace: string,
  name: string,
): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const place = namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${place}/${resource}/${encodeURIComponent(name)}`;
}
