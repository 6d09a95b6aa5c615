import assert from "node:assert/strict";
import { withDefaults } from "../../../safety/substitution";

describe("withDefaults", () => {
  it("fills in the defaults of Flux, with the type that the text then has", () => {
    assert.deepEqual(
      withDefaults({
        spec: {
          size: "${SIZE:=10Gi}",
          image: "mariadb:${TAG:-11.8.9}",
          replicas: "${N:=3}",
          on: "${ON:=true}",
        },
      }),
      { spec: { size: "10Gi", image: "mariadb:11.8.9", replicas: 3, on: true } },
    );
  });

  it("leaves what has no default, and the scripts of others", () => {
    const object = { spec: { size: "${SIZE}" }, data: { "a.sh": "echo ${A:-b}" }, args: ["${A:=b}"] };
    assert.equal(withDefaults(object), object);
  });
});
