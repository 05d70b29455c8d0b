//! Programs that only start another one, as data: one line each.

/// What a launcher changes for the command that it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Nothing that matters here.
    Plain,
    /// It brings variables that cannot be seen from outside: a secret store.
    Secrets,
    /// The command runs in a container or on another machine.
    Elsewhere,
}

/// What follows the launcher's own flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// So many words of its own (a container, a number of seconds), then the words of the command.
    Words(usize),
    /// `NAME=value` words, then the words of the command.
    Assignments,
    /// The name of a script in `package.json`, or of a program.
    Script,
    /// The names of several scripts in `package.json`.
    Scripts,
    /// So many words of its own; all further words together are one shell text.
    Text(usize),
    /// Each word is a shell text.
    Texts,
    /// The path of a shell file.
    ShellFile,
}

/// One way of starting a command.
#[derive(Debug)]
pub(super) struct Launcher {
    /// Names of the program.
    pub(super) names: &'static [&'static str],
    /// Words that must follow, flags between them left aside; nothing where empty.
    pub(super) subcommand: &'static str,
    /// Flags that are followed by a value.
    pub(super) valued: &'static [&'static str],
    /// Flags whose value is a shell text to run; where none of them is there, `then` holds.
    pub(super) texts: &'static [&'static str],
    /// Whether everything before `--` is its own, where there is a `--`.
    pub(super) dashes: bool,
    /// What follows.
    pub(super) then: Then,
    /// What it changes.
    pub(super) nature: Nature,
}

const fn launcher(names: &'static [&'static str], subcommand: &'static str, then: Then) -> Launcher {
    Launcher { names, subcommand, valued: &[], texts: &[], dashes: false, then, nature: Nature::Plain }
}

impl Launcher {
    const fn valued(self, valued: &'static [&'static str]) -> Self {
        Self { valued, ..self }
    }

    const fn texts(self, texts: &'static [&'static str]) -> Self {
        Self { texts, ..self }
    }

    const fn dashes(self) -> Self {
        Self { dashes: true, ..self }
    }

    const fn nature(self, nature: Nature) -> Self {
        Self { nature, ..self }
    }
}

/// Flags of `npm` and its kin that name a folder or a package.
const PLACES: &[&str] =
    &["--prefix", "-C", "--dir", "--cwd", "--filter", "-F", "-w", "--workspace", "--config", "--top"];
const NPX: &[&str] = &["-p", "--package", "--prefix", "-w", "--workspace", "--registry", "--cache", "--userconfig"];
const CONTAINER: &[&str] = &[
    "-e",
    "--env",
    "--env-file",
    "-u",
    "--user",
    "-w",
    "--workdir",
    "-v",
    "--volume",
    "-p",
    "--publish",
    "--name",
    "--network",
    "--net",
    "--entrypoint",
    "--index",
    "--mount",
    "-l",
    "--label",
    "--platform",
    "--add-host",
    "-f",
    "--file",
    "--project-name",
    "--profile",
    "--project-directory",
    "--context",
    "-H",
    "--host",
];
const CLUSTER: &[&str] = &["-n", "--namespace", "-c", "--container", "--context", "--kubeconfig", "-f", "--filename"];
pub(super) const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ksh", "ash", "fish"];

use Nature::{Elsewhere, Secrets};
use Then::{Assignments, Script, Scripts, ShellFile, Text, Texts, Words};

/// Every launcher; of several lines for one program, the first whose subcommand is there holds.
pub(super) const LAUNCHERS: &[Launcher] = &[
    // Package managers of Node.
    launcher(&["npx", "bunx", "pnpx"], "", Words(0)).valued(NPX).texts(&["-c", "--call"]),
    launcher(&["npm"], "exec", Words(0)).valued(NPX).texts(&["-c", "--call"]),
    launcher(&["npm"], "x", Words(0)).valued(NPX).texts(&["-c", "--call"]),
    launcher(&["npm", "pnpm", "yarn", "bun"], "run", Script).valued(PLACES),
    launcher(&["npm", "pnpm", "yarn", "bun"], "run-script", Script).valued(PLACES),
    launcher(&["npm"], "rum", Script).valued(PLACES),
    launcher(&["pnpm"], "dlx", Words(0)).valued(&["--package", "-C", "--dir"]).texts(&["-c"]),
    launcher(&["yarn"], "dlx", Words(0)).valued(&["-p", "--package"]),
    launcher(&["pnpm", "yarn"], "exec", Words(0)).valued(PLACES),
    launcher(&["bun"], "x", Words(0)).valued(PLACES),
    launcher(&["yarn"], "workspaces foreach run", Script).valued(&["--include", "--exclude", "--from", "-j", "--jobs"]),
    launcher(&["yarn"], "workspaces foreach exec", Words(0)).valued(&[
        "--include",
        "--exclude",
        "--from",
        "-j",
        "--jobs",
    ]),
    launcher(&["yarn"], "workspace", Words(1)),
    launcher(&["pnpm", "yarn", "bun", "npm"], "", Script).valued(PLACES),
    launcher(&["lerna"], "run", Script).valued(&["--scope", "--ignore", "--concurrency"]),
    launcher(&["lerna"], "exec", Words(0)).valued(&["--scope", "--ignore", "--concurrency"]).dashes(),
    launcher(&["turbo"], "run", Script).valued(&["--filter", "-F", "--concurrency", "--cwd"]),
    launcher(&["turbo"], "", Script).valued(&["--filter", "-F", "--concurrency", "--cwd"]),
    launcher(&["nx"], "exec", Words(0)).valued(&["--projects", "-p"]).dashes(),
    launcher(&["npm-run-all", "run-s", "run-p", "npm-run-all2"], "", Scripts),
    launcher(&["concurrently", "conc"], "", Texts).valued(&[
        "-n",
        "--names",
        "-c",
        "--prefix-colors",
        "-p",
        "--prefix",
    ]),
    launcher(&["start-server-and-test", "server-test"], "", Scripts),
    launcher(&["deno"], "run", Words(0)).valued(&["--config", "-c", "--import-map", "--lock", "--cert"]),
    // Variables.
    launcher(&["dotenv", "dotenv-cli", "dotenvx"], "run", Words(0))
        .valued(&["-e", "-f", "--env-file", "-v", "--env", "-fk"])
        .dashes(),
    launcher(&["dotenv", "dotenv-cli"], "", Words(0)).valued(&["-e", "-v", "-p", "-f"]).texts(&["-c"]).dashes(),
    launcher(&["env-cmd"], "", Words(0)).valued(&["-f", "--file", "-e", "--environments", "-r", "--rc-file"]).dashes(),
    launcher(&["env", "genv"], "", Assignments)
        .valued(&["-u", "--unset", "-C", "--chdir"])
        .texts(&["-S", "--split-string"]),
    launcher(&["cross-env"], "", Assignments),
    launcher(&["cross-env-shell"], "", Text(0)),
    launcher(&["direnv"], "exec", Words(1)).nature(Secrets),
    launcher(&["doppler"], "run", Words(0))
        .valued(&["-p", "--project", "-c", "--config", "-t", "--token", "--name-transformer"])
        .texts(&["--command"])
        .dashes()
        .nature(Secrets),
    launcher(&["op"], "run", Words(0)).valued(&["--env-file", "--account"]).dashes().nature(Secrets),
    launcher(&["infisical"], "run", Words(0))
        .valued(&["--env", "--path", "--projectId", "--token"])
        .texts(&["--command", "-c"])
        .dashes()
        .nature(Secrets),
    launcher(&["railway"], "run", Words(0))
        .valued(&["-s", "--service", "-e", "--environment", "-p", "--project"])
        .dashes()
        .nature(Secrets),
    launcher(&["vercel", "vc"], "env run", Words(0))
        .valued(&["-e", "--environment", "--git-branch", "-t", "--token", "-S", "--scope"])
        .dashes()
        .nature(Secrets),
    launcher(&["chamber"], "exec", Words(1)).dashes().nature(Secrets),
    launcher(&["aws-vault"], "exec", Words(1)).dashes().nature(Secrets),
    launcher(&["sops"], "exec-env", Text(1)).nature(Secrets),
    launcher(&["teller"], "run", Words(0)).dashes().nature(Secrets),
    // Containers and other machines.
    launcher(&["docker", "podman", "nerdctl"], "compose exec", Words(1)).valued(CONTAINER).nature(Elsewhere),
    launcher(&["docker", "podman", "nerdctl"], "compose run", Words(1)).valued(CONTAINER).nature(Elsewhere),
    launcher(&["docker-compose", "podman-compose"], "exec", Words(1)).valued(CONTAINER).nature(Elsewhere),
    launcher(&["docker-compose", "podman-compose"], "run", Words(1)).valued(CONTAINER).nature(Elsewhere),
    launcher(&["docker", "podman", "nerdctl"], "exec", Words(1)).valued(CONTAINER).nature(Elsewhere),
    launcher(&["docker", "podman", "nerdctl"], "run", Words(1)).valued(CONTAINER).nature(Elsewhere),
    launcher(&["kubectl", "oc"], "exec", Words(1)).valued(CLUSTER).dashes().nature(Elsewhere),
    launcher(&["kubectl", "oc"], "run", Words(1)).valued(&["--image", "-n", "--namespace"]).dashes().nature(Elsewhere),
    launcher(&["heroku"], "run:detached", Words(0))
        .valued(&["-a", "--app", "-r", "--remote", "-s", "--size"])
        .nature(Elsewhere),
    launcher(&["heroku"], "run", Words(0))
        .valued(&["-a", "--app", "-r", "--remote", "-s", "--size", "--type", "-e", "--env"])
        .nature(Elsewhere),
    launcher(&["fly", "flyctl"], "ssh console", Words(0))
        .valued(&["-a", "--app", "-g", "-s", "-u", "--user", "-r", "--region", "--machine"])
        .texts(&["-C", "--command"])
        .nature(Elsewhere),
    launcher(&["render"], "ssh", Words(1)).dashes().nature(Elsewhere),
    launcher(&["railway"], "ssh", Words(0))
        .valued(&["-s", "--service", "-e", "--environment", "-p", "--project"])
        .nature(Elsewhere),
    launcher(&["ssh"], "", Text(1))
        .valued(&["-i", "-p", "-l", "-o", "-F", "-J", "-L", "-R", "-D", "-E", "-b", "-c", "-m", "-W"])
        .nature(Elsewhere),
    launcher(&["gcloud"], "compute ssh", Words(1)).texts(&["--command"]).nature(Elsewhere),
    launcher(&["vagrant"], "ssh", Words(0)).texts(&["-c", "--command"]).nature(Elsewhere),
    // The system's own.
    launcher(&["sudo"], "", Assignments)
        .valued(&["-u", "--user", "-g", "--group", "-h", "--host", "-p", "-C", "-D", "-R", "-T"]),
    launcher(&["doas"], "", Words(0)).valued(&["-u", "-C"]),
    launcher(&["su", "runuser"], "", Words(1)).texts(&["-c", "--command"]),
    launcher(&["time", "nohup", "setsid", "command", "builtin", "unbuffer", "caffeinate", "winpty"], "", Words(0))
        .valued(&["-o", "-f"]),
    launcher(&["exec"], "", Words(0)).valued(&["-a"]),
    launcher(&["nice", "ionice", "chrt"], "", Words(0)).valued(&["-n", "--adjustment", "-c", "-p"]),
    launcher(&["timeout", "gtimeout"], "", Words(1)).valued(&["-s", "--signal", "-k", "--kill-after"]),
    launcher(&["stdbuf"], "", Words(0)).valued(&["-i", "-o", "-e"]),
    launcher(&["flock"], "", Words(1)).valued(&["-w", "--timeout", "-E"]).texts(&["-c", "--command"]),
    launcher(&["watch"], "", Text(0)).valued(&["-n", "--interval"]),
    launcher(&["retry", "wait-for-it", "wait-for-it.sh", "wait-for", "dockerize"], "", Words(0))
        .valued(&["-t", "--times", "-d", "--delay", "-wait", "-timeout", "--timeout", "-h", "-p"])
        .dashes(),
    launcher(&["tini", "dumb-init", "su-exec", "gosu"], "", Words(0)).dashes(),
    launcher(&["eval", "trap"], "", Text(0)),
    launcher(&["script"], "", Words(0)).texts(&["-c", "--command"]),
    launcher(SHELLS, "", ShellFile).valued(&["-o", "-O", "--rcfile", "--init-file"]).texts(&["-c"]),
    launcher(&["source", "."], "", ShellFile),
    launcher(&["pwsh", "powershell"], "", Words(0)).texts(&["-c", "-command"]),
    launcher(&["cmd"], "", Text(0)),
    // Runtimes of other languages.
    launcher(&["python", "python3", "py", "php", "ruby", "perl"], "", Words(0)).valued(&["-W", "-X", "-d", "-I", "-r"]),
    launcher(&["node", "nodejs", "tsx", "ts-node", "ts-node-esm", "nodemon"], "", Words(0)).valued(&[
        "-r",
        "--require",
        "--import",
        "--loader",
        "-P",
        "--project",
        "--tsconfig",
        "-C",
        "--conditions",
    ]),
    launcher(&["java"], "", Words(0)).valued(&["-cp", "-classpath", "--class-path"]),
    launcher(&["symfony"], "console", Words(0)),
    launcher(&["bundle"], "exec", Words(0)),
    launcher(&["poetry", "pipenv", "uv", "hatch", "pdm", "rye"], "run", Words(0)).valued(&[
        "--directory",
        "-C",
        "--project",
        "--with",
        "--python",
        "-p",
        "--env-file",
        "--package",
    ]),
    launcher(&["uvx", "pipx"], "run", Words(0)).valued(&["--from", "--with", "--python", "--spec"]),
    launcher(&["uvx"], "", Words(0)).valued(&["--from", "--with", "--python"]),
    launcher(&["cargo"], "run", Words(0)).dashes(),
    launcher(&["mise", "rtx", "asdf"], "exec", Words(0)).dashes(),
    launcher(&["devbox", "nix-shell", "devenv"], "run", Words(0)).dashes(),
    launcher(&["seawall"], "exec", Words(0)).valued(&["--env", "--policy", "--break-glass"]).dashes(),
];

/// Subcommands of package managers that start no script and no program.
pub(super) const PACKAGE_MANAGER: &[&str] = &[
    "install",
    "i",
    "ci",
    "add",
    "remove",
    "rm",
    "uninstall",
    "update",
    "up",
    "upgrade",
    "outdated",
    "audit",
    "publish",
    "pack",
    "link",
    "unlink",
    "init",
    "create",
    "login",
    "logout",
    "whoami",
    "config",
    "set",
    "get",
    "cache",
    "store",
    "list",
    "ls",
    "la",
    "ll",
    "view",
    "info",
    "why",
    "version",
    "help",
    "prune",
    "dedupe",
    "rebuild",
    "patch",
    "fetch",
    "import",
    "root",
    "bin",
    "prefix",
    "doctor",
    "workspaces",
    "plugin",
    "constraints",
    "pm",
    "build-script",
    "env",
];
