import assert from "node:assert/strict";
import fc from "fast-check";
import { UNKNOWN, type Value } from "../../../safety";
import { daysBetween, daysInHours, goDurationSeconds, isFluxDuration } from "../../../safety/duration";
import { annotation, isExactly, label, mayBe } from "../../../safety/labels";
import { identityOf, objectKey, sameKey } from "../../../safety/objects";
import { compareVersions, parseImage, parseVersion } from "../../../safety/versions";
import { edit, named } from "./objects";

describe("days and durations", () => {
  it("count days between days that there are", () => {
    assert.equal(daysBetween("2026-01-31", "2026-03-01"), 29);
    assert.equal(daysBetween("2026-03-01", "2026-01-31"), -29);
    for (const none of ["2026-02-30", "2026-13-01", "26-01-01", "today", ""]) {
      assert.equal(daysBetween("2026-01-01", none), undefined, none);
    }
  });

  it("are Go's", () => {
    assert.equal(goDurationSeconds("720h"), 2_592_000);
    assert.equal(goDurationSeconds("30d"), undefined);
  });

  it("are Flux's, which knows neither signs nor units below a millisecond", () => {
    for (const good of ["10m", "1h30m", "1.5h", "500ms"]) {
      assert.ok(isFluxDuration(good), good);
    }
    for (const bad of ["", "10", "-10m", "10us", "1d", "10m "]) {
      assert.ok(!isFluxDuration(bad), bad);
    }
  });

  it("in days and weeks have hours to write instead", () => {
    assert.equal(daysInHours("30d"), "720h");
    assert.equal(daysInHours("2 weeks"), "336h");
    assert.equal(daysInHours("10m"), undefined);
  });
});

describe("identity", () => {
  const a = named("k8s.mariadb.com/v1alpha1", "MariaDB", "db", "x");

  it("takes every part that is a known text", () => {
    const parts = {
      group: "k8s.mariadb.com",
      version: "v1alpha1",
      kind: "MariaDB",
      namespace: "x",
      name: "db",
    };
    assert.deepEqual(identityOf(a), parts);
    assert.deepEqual(identityOf(named("v1", "Secret", UNKNOWN)), {
      group: "",
      version: "v1",
      kind: "Secret",
      namespace: "",
      name: "",
    });
    assert.equal(objectKey(a), "MariaDB/x/db");
  });

  it("is the same in another version, and never without a name", () => {
    assert.equal(sameKey(edit(a, ["apiVersion"], "k8s.mariadb.com/v1")), sameKey(a));
    for (const [path, value] of [
      ["apiVersion", "x/v1"],
      ["kind", "User"],
    ] as const) {
      assert.notEqual(sameKey(edit(a, [path], value)), sameKey(a));
    }
    assert.notEqual(sameKey(edit(a, ["metadata", "namespace"], "y")), sameKey(a));
    assert.equal(sameKey({}), undefined);
  });
});

describe("parseImage", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const rows: readonly (readonly [string, string, string, string | undefined, string | undefined])[] = [
    ["mariadb", "docker.io", "library/mariadb", undefined, undefined],
    ["mariadb:11.8", "docker.io", "library/mariadb", "11.8", undefined],
    ["bitnami/mariadb:latest", "docker.io", "bitnami/mariadb", "latest", undefined],
    ["docker.io/library/mariadb:11.8.9", "docker.io", "library/mariadb", "11.8.9", undefined],
    [`ghcr.io/a/b/c:1@${digest}`, "ghcr.io", "a/b/c", "1", digest],
    [`localhost:5000/x@${digest}`, "localhost:5000", "x", undefined, digest],
    ["localhost/x", "localhost", "x", undefined, undefined],
  ];
  for (const [image, registry, repository, tag, sum] of rows) {
    it(`reads ${image}`, () => {
      assert.deepEqual(parseImage(image), { registry, repository, tag, digest: sum });
    });
  }

  it("refuses what is none, and never throws", () => {
    for (const image of ["", "Maria DB", "a:b:c", "a@sha256:1", "http://a/b", ":tag", "a/"]) {
      assert.equal(parseImage(image), undefined, image);
    }
    fc.assert(fc.property(fc.string(), (image) => void parseImage(image)));
  });
});

describe("versions", () => {
  it("are read when they are exact", () => {
    assert.deepEqual(parseVersion("v1.2.3-rc.1+b"), { major: 1, minor: 2, patch: 3, prerelease: "rc.1" });
    for (const none of ["1.2", ">=1.2.3", "1.2.3.4", "latest", ""]) {
      assert.equal(parseVersion(none), undefined, none);
    }
  });

  it("are ordered", () => {
    const order = ["1.0.0-a", "1.0.0-b", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"].map(parseVersion);
    for (const [index, later] of order.slice(1).entries()) {
      const earlier = order[index];
      assert.ok(
        earlier && later && compareVersions(earlier, later) < 0 && compareVersions(later, earlier) > 0,
      );
      assert.equal(compareVersions(later, later), 0);
    }
  });
});

describe("labels and annotations", () => {
  it("may be known, unknown or absent", () => {
    const object: Value = { metadata: { labels: { a: "x", b: UNKNOWN }, annotations: { c: "y" } } };
    assert.ok(isExactly(label(object, "a"), "x") && mayBe(label(object, "a"), "x"));
    assert.ok(!isExactly(label(object, "b"), "x") && mayBe(label(object, "b"), "x"));
    assert.ok(!mayBe(label(object, "z"), "x") && isExactly(annotation(object, "c"), "y"));
  });
});
