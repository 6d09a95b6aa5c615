# Three rules of the kind that teams write by hand, for the comparison of `npm run bench -- review`.
package main

deny contains message if {
	input.kind == "MariaDB"
	endswith(input.spec.image, ":latest")
	message := sprintf("%s runs an image that moves", [input.metadata.name])
}

deny contains message if {
	input.kind in {"Database", "User", "Grant"}
	input.spec.cleanupPolicy != "Skip"
	message := sprintf("%s is dropped with its object", [input.metadata.name])
}

deny contains message if {
	input.kind == "Backup"
	not input.spec.schedule.cron
	message := sprintf("%s has no schedule", [input.metadata.name])
}
