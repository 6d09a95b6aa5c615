import { spawn } from "node:child_process";

/** Ends what a killed run left: the processes that files in its folder name, then the folder. */
const reaper = `
while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 1; done
[ -d "$2" ] || exit 0
find "$2" \\( -name state.json -o -name processes.json \\) -exec cat {} + 2>/dev/null |
  sed -n 's/.*"pid": *\\([0-9]*\\).*/\\1/p' |
  while read -r pid; do kill -s KILL -- "-$pid"; done
rm -rf "$2"
`;

/**
 * Watches over a run from outside, because a run that is killed with SIGKILL cannot clean up. Ends by itself when the
 * folder is gone.
 *
 * @param folder removed with the processes that a state.json or processes.json in it names
 */
export function watchOver(folder: string): void {
  const words = ["-c", reaper, "reaper", String(process.pid), folder];
  spawn("/bin/sh", words, { detached: true, stdio: "ignore" }).unref();
}
