import assert from "node:assert/strict";

import {
  databasesOf,
  databasesProblems,
  wavesOf,
  type DatabaseArgs,
} from "../../../components/delivery/delivery";

const orders: DatabaseArgs = { name: "orders", path: "databases/orders/overlays/dev" };

describe("databasesOf", () => {
  it("delivers the one of this repository's overlays when nothing is listed", () => {
    assert.deepEqual(databasesOf("staging"), [
      {
        name: "mariadb",
        path: "gitops/overlays/staging",
        wave: 0,
        users: ["root", "app"],
        application: "mariadb-staging",
      },
    ]);
  });

  it("names an application after its database and its environment, so that two environments never share one", () => {
    const names = (["dev", "production"] as const).map((environment) =>
      databasesOf(environment, [orders]).map(({ application }) => application),
    );
    assert.deepEqual(names, [["orders-dev"], ["orders-production"]]);
  });

  it("orders databases by wave and keeps the order inside one", () => {
    const listed = ["late", "first", "second"].map((name) => ({
      name,
      path: name,
      wave: name === "late" ? 1 : 0,
    }));
    const found = databasesOf("dev", listed);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["first", "second", "late"],
    );
    assert.deepEqual(
      wavesOf(found).map((wave) => wave.length),
      [2, 1],
    );
  });

  const refused: [string, DatabaseArgs[], RegExp][] = [
    ["one name twice", [orders, { name: "orders", path: "other" }], /databases\[1\]\.name is "orders"/],
    [
      "one folder twice, however it is written",
      [orders, { name: "sales", path: "./databases/orders//overlays/dev/" }],
      /databases\[1\]\.path is "databases\/orders\/overlays\/dev", as that of an earlier entry/,
    ],
    ["capitals in a name", [{ name: "Orders", path: "orders" }], /databases\[0\]\.name is "Orders"; use/],
    ["a name that ends in a dash", [{ name: "orders-", path: "orders" }], /\.name is "orders-"/],
    ["no path", [{ name: "orders", path: "" }], /\.path is ""; set a folder/],
    ["a path outside of the repository", [{ name: "orders", path: "../orders" }], /\.path is "\.\.\/orders"/],
    ["half a wave", [{ ...orders, wave: 0.5 }], /\.wave is 0\.5; set a whole number/],
  ];
  for (const [what, listed, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.match(
        databasesProblems(listed)
          .map(({ reason }) => reason)
          .join("; "),
        message,
      );
    });
  }
});
