import { eachItem, mustBe } from "./expect";
import { eachText, text } from "./fields";
import type { Finding } from "./finding";
import { textAt } from "./identity";
import { read } from "./read";
import { formatPath } from "./value";
import type { Path, Value } from "./value";
import { eachContainer } from "./workloads";

const pod = ["spec", "template", "spec"];

/** What is wrong with how the containers of a migration's Job connect, and as whom they run. */
export function unprivileged(object: Value): readonly Finding[] {
  return eachContainer(object, (_, path) => [
    ...nonRoot(object, path),
    ...["command", "args"].flatMap((field) =>
      eachText(object, [...path, field], (word, at) => argument(object, path, word, at)),
    ),
    ...eachItem(object, [...path, "env"], (_, at) => variable(object, at)),
  ]);
}

/** What a container says of its user wins over what the pod says. */
function nonRoot(object: Value, container: Path): readonly Finding[] {
  const field = ["securityContext", "runAsNonRoot"];
  const own = [...container, ...field];
  const because = "it needs no root in its container";
  return read(object, own).state === "absent"
    ? mustBe(true, object, [...pod, ...field], because)
    : mustBe(true, object, own, because);
}

function argument(object: Value, container: Path, word: string, path: Path): readonly Finding[] {
  const shell = /(^|\/)(ba|da|a)?sh$/.test(textAt(object, [...container, "command", 0]));
  const message = `must write $(VAR) in ${formatPath(path)}, because Kubernetes does not expand \${VAR}`;
  return [
    ...(!shell && word.includes("${") ? [{ path, message }] : []),
    ...(/(^|\s)--?u(ser)?(name)?[= ]?root(\s|$)/.test(word) ? [asRoot(path)] : []),
    ...driver(word, path),
  ];
}

function variable(object: Value, at: Path): readonly Finding[] {
  return text(object, [...at, "value"], {
    known: (value, path) => {
      const root = value === "root" && /user/i.test(textAt(object, [...at, "name"]));
      return [...(root ? [asRoot(path)] : []), ...driver(value, path)];
    },
  });
}

function asRoot(path: Path): Finding {
  return { path, message: `must not migrate as root in ${formatPath(path)}, but as a user of its own` };
}

function driver(written: string, path: Path): readonly Finding[] {
  const message = `must write jdbc:mariadb in ${formatPath(path)}, because the driver refuses jdbc:mysql`;
  return written.includes("jdbc:mysql:") ? [{ path, message }] : [];
}
