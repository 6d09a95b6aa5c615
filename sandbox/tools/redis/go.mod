// Builds the in-memory server that stands in for Redis as Argo CD's cache.
module mariadb-gitops.dev/tools/redis

go 1.26.0

require github.com/alicebob/miniredis/v2 v2.40.0

require github.com/yuin/gopher-lua v1.1.1 // indirect
