# Judges what is new against the remote's default branch before it is pushed. For git on Windows without a POSIX shell:
# call it from the hook of your hook manager as `pwsh -NoProfile -File hooks/pre-push.ps1`.

if (Get-Command seawall -ErrorAction SilentlyContinue) {
    seawall check --quiet
} elseif (Get-Command npx -ErrorAction SilentlyContinue) {
    npx --no-install seawall check --quiet
} else {
    [Console]::Error.WriteLine('seawall: not found, so nothing was checked. Install it, or delete this hook. CI checks the same again.')
    exit 1
}
$status = $LASTEXITCODE

if ($status -ne 0) {
    [Console]::Error.WriteLine(@'

seawall: this push was stopped.
  To repair it:   change what is named above and commit it; `seawall explain RULE` says more.
  To let it pass: say why. In a migration `-- seawall: allow RULE <reason>` above the statement; anywhere else an
                  entry under `exemptions:` in seawall.yaml with `path` and `reason`.
  `git push --no-verify` skips this hook and no other: the same check runs in CI and will stop it there.
'@)
}
exit $status
