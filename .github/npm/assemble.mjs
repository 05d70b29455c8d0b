// Makes the npm packages of a release: `node assemble.mjs VERSION DIST OUT`.
//
// `seawall` is a small script; each platform's binary is a package of its own, of which npm installs the one that fits
// (optionalDependencies with `os` and `cpu`). Nothing is downloaded by an install script.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PLATFORMS = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
}
const here = dirname(fileURLToPath(import.meta.url))
const [version, dist, out] = process.argv.slice(2)
if (!out) throw new Error('usage: node assemble.mjs VERSION DIST OUT')

const common = {
  version,
  license: 'Apache-2.0 OR MIT',
  repository: { type: 'git', url: 'git+https://github.com/seawall-dev/seawall.git' },
}
const write = (folder, manifest) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2) + '\n')
  cpSync(join(here, '../../LICENSE'), join(folder, 'LICENSE'))
}

for (const [platform, target] of Object.entries(PLATFORMS)) {
  const [os, cpu] = platform.split('-')
  const folder = join(out, platform)
  write(folder, {
    name: `@seawall/${platform}`,
    ...common,
    description: `The Seawall binary for ${platform}`,
    os: [os],
    cpu: [cpu],
    files: ['seawall*'],
  })
  const unpacked = mkdtempSync(join(tmpdir(), 'seawall-'))
  const name = `seawall-${version}-${target}`
  execFileSync('tar', ['-xzf', join(dist, `${name}.tar.gz`), '-C', unpacked])
  const binary = os === 'win32' ? 'seawall.exe' : 'seawall'
  cpSync(join(unpacked, name, binary), join(folder, binary))
  chmodSync(join(folder, binary), 0o755)
}

const main = join(out, 'seawall')
write(main, {
  name: 'seawall',
  ...common,
  description: 'Keeps destructive and drifting migrations away from a production PostgreSQL database',
  keywords: ['postgresql', 'prisma', 'migration', 'drift', 'ci'],
  bin: { seawall: 'seawall.js' },
  files: ['seawall.js', 'README.md'],
  engines: { node: '>=18' },
  optionalDependencies: Object.fromEntries(Object.keys(PLATFORMS).map(platform => [`@seawall/${platform}`, version])),
})
cpSync(join(here, 'seawall.js'), join(main, 'seawall.js'))
chmodSync(join(main, 'seawall.js'), 0o755)
writeFileSync(join(main, 'README.md'), readFileSync(join(here, '../../README.md')))
