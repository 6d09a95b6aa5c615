import { UNKNOWN, type PulumiResource, type Value } from "../../../safety";
import { backupBucketKept } from "../../../safety/rules/backup-bucket-kept";
import { resourceTable } from "./table";

const resource = (type: string, object: Value): PulumiResource => ({
  type,
  name: "backups",
  options: { protect: true },
  object,
});
const bucket = (object: Value) => resource("aws:s3/bucket:Bucket", object);
const versioning = (object: Value) => resource("aws:s3/bucketVersioning:BucketVersioning", object);
const finds = ["versioningConfiguration.status"];

describe("backup-bucket-kept", () => {
  resourceTable(backupBucketKept, [
    { name: "a bucket", resource: bucket({ bucket: "backups" }), finds: [] },
    { name: "a bucket that is not emptied", resource: bucket({ forceDestroy: false }), finds: [] },
    { name: "a bucket that is emptied", resource: bucket({ forceDestroy: true }), finds: ["forceDestroy"] },
    {
      name: "a bucket of the older name",
      resource: resource("aws:s3/bucketV2:BucketV2", { forceDestroy: true }),
      finds: ["forceDestroy"],
    },
    {
      name: "a switch that is not known yet",
      resource: bucket({ forceDestroy: UNKNOWN }),
      finds: ["forceDestroy"],
      undecided: true,
    },
    { name: "versions", resource: versioning({ versioningConfiguration: { status: "Enabled" } }), finds: [] },
    {
      name: "versions that are suspended",
      resource: versioning({ versioningConfiguration: { status: "Suspended" } }),
      finds,
    },
    { name: "nothing about versions", resource: versioning({}), finds },
    {
      name: "versions that are not known yet",
      resource: versioning({ versioningConfiguration: { status: UNKNOWN } }),
      finds,
      undecided: true,
    },
    {
      name: "another type",
      resource: resource("aws:s3/bucketObject:BucketObject", { forceDestroy: true }),
      finds: [],
    },
  ]);
});
