#!/usr/bin/env node
// Runs the Seawall binary that npm installed for this platform.
'use strict'
const { spawnSync } = require('node:child_process')

const platform = `${process.platform}-${process.arch}`
const binary = process.platform === 'win32' ? 'seawall.exe' : 'seawall'
let path
try {
  path = require.resolve(`@seawall/${platform}/${binary}`)
} catch {
  console.error(
    `seawall: the package @seawall/${platform} is not installed. Either there is none for this platform, or npm was told to ` +
      'leave out optional dependencies (--omit=optional). Install it by name, or `cargo install seawall`.',
  )
  process.exit(2)
}
const { status, signal, error } = spawnSync(path, process.argv.slice(2), { stdio: 'inherit' })
if (error) {
  console.error(`seawall: ${error.message}`)
  process.exit(2)
}
if (signal) process.kill(process.pid, signal)
process.exit(status ?? 2)
