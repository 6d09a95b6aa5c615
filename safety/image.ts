/** The parts of an image reference. */
export interface Image {
  /** The host, "docker.io" where none is written. */
  readonly registry: string;
  /** The path in the registry; an official image of Docker Hub begins with "library/". */
  readonly repository: string;
  /** Undefined when left out, which means "latest" unless there is a digest. */
  readonly tag: string | undefined;
  /** "sha256:" and 64 hexadecimal digits. */
  readonly digest: string | undefined;
}

const form =
  /^(?:(?<host>[A-Za-z0-9.-]+(?::\d+)?)\/)?(?<path>[a-z0-9]+(?:[._\-/]+[a-z0-9]+)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** Reads an image reference; undefined when it is none. */
export function parseImage(text: string): Image | undefined {
  const { host, path, tag, digest } = form.exec(text)?.groups ?? {};
  if (path === undefined) {
    return undefined;
  }
  // Without a dot or a port the first part is no host, but part of a path on Docker Hub.
  const isHost = host !== undefined && (/[.:]/.test(host) || host === "localhost");
  const repository = isHost || host === undefined ? path : `${host}/${path}`;
  const registry = isHost ? host : "docker.io";
  return {
    registry,
    repository: registry === "docker.io" && !repository.includes("/") ? `library/${repository}` : repository,
    tag,
    digest,
  };
}
