# Judges what is staged: migrations, commands, passwords. For git on Windows without a POSIX shell:
# call it from the hook of your hook manager as `pwsh -NoProfile -File hooks/pre-commit.ps1`.

if (Get-Command seawall -ErrorAction SilentlyContinue) {
    seawall check --staged --quiet
} elseif (Get-Command npx -ErrorAction SilentlyContinue) {
    npx --no-install seawall check --staged --quiet
} else {
    [Console]::Error.WriteLine('seawall: not found, so nothing was checked. Install it, or delete this hook. CI checks the same again.')
    exit 1
}
$status = $LASTEXITCODE

if ($status -ne 0) {
    [Console]::Error.WriteLine(@'

seawall: this commit was stopped.
  To repair it:   change what is named above and `git add` it again; `seawall explain RULE` says more.
  To let it pass: say why. In a migration `-- seawall: allow RULE <reason>` above the statement; anywhere else an
                  entry under `exemptions:` in seawall.yaml with `path` and `reason`. Stage that, too.
  `git commit --no-verify` skips this hook and no other: the same check runs in CI and will stop it there.
'@)
}
exit $status
