// Pins External Secrets, whose module ships the CRDs that the sandbox serves. Nothing of it is built.
module mariadb-gitops.dev/tools/external-secrets

go 1.26.0

require github.com/external-secrets/external-secrets v1.3.2
