// Pins the Flux operator, whose module ships the manifests of the Flux that it installs. Nothing of it is built.
module mariadb-gitops.dev/tools/flux

go 1.26.0

require github.com/controlplaneio-fluxcd/flux-operator v0.59.0
