//! The version of `prisma` in lockfiles.
//!
//! Lockfiles are written by machines, line by line in a fixed form, and run to megabytes: they are read by lines, since parsing
//! them whole would take longer than the rest of a check.

use super::version::{Version, VersionRange};

/// What is asked of a lockfile.
pub(super) struct Question<'a> {
    /// The package that owns the migrations, from the lockfile's folder, with `/`; empty for that folder itself.
    pub(super) package: &'a str,
    /// The range of `prisma` in that package's `package.json`, where it has one.
    pub(super) wanted: Option<&'a str>,
}

/// A lockfile and how it is read.
pub(super) struct Lockfile {
    /// Its name.
    pub(super) name: &'static str,
    read: fn(&str, &Question<'_>) -> Option<VersionRange>,
}

/// All that are known.
pub(super) const LOCKFILES: [Lockfile; 5] = [
    Lockfile { name: "package-lock.json", read: npm },
    Lockfile { name: "npm-shrinkwrap.json", read: npm },
    Lockfile { name: "pnpm-lock.yaml", read: pnpm },
    Lockfile { name: "yarn.lock", read: yarn },
    Lockfile { name: "bun.lock", read: bun },
];

impl Lockfile {
    /// The version that the package gets; where the file leaves several open, all of them.
    pub(super) fn answer(&self, text: &str, question: &Question<'_>) -> Option<VersionRange> {
        (self.read)(text, question)
    }
}

/// A version that stands for a place in the file.
struct Locked<'a> {
    place: &'a str,
    version: Version,
}

/// The version of the place that was asked for, else all.
fn choose(locked: &[Locked<'_>], is_asked: impl Fn(&str) -> bool) -> Option<VersionRange> {
    match locked.iter().find(|locked| is_asked(locked.place)) {
        Some(found) => Some(VersionRange::exactly(found.version)),
        None => locked.iter().map(|locked| VersionRange::exactly(locked.version)).reduce(VersionRange::hull),
    }
}

/// `"packages/db/node_modules/prisma": {` (version 2 and 3) or `"prisma": {` (version 1), then `"version": "7.4.0",`.
fn npm(text: &str, question: &Question<'_>) -> Option<VersionRange> {
    let mut locked = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let key = line.strip_prefix('"').and_then(|line| line.strip_suffix("\": {"));
        let Some(place) = key.filter(|key| *key == "prisma" || key.ends_with("node_modules/prisma")) else { continue };
        let version = lines.next().and_then(|line| line.strip_prefix("\"version\": \"")).and_then(quoted);
        locked.extend(version.map(|version| Locked { place, version }));
    }
    // Node looks in the package, then in each folder above.
    let mut package = question.package;
    loop {
        let place = if package.is_empty() {
            "node_modules/prisma".to_owned()
        } else {
            format!("{package}/node_modules/prisma")
        };
        if let Some(found) = locked.iter().find(|locked| locked.place == place) {
            return Some(VersionRange::exactly(found.version));
        }
        if package.is_empty() {
            return choose(&locked, |place| place == "prisma");
        }
        package = package.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

/// `importers:`, then `  packages/db:` and in it `      prisma:` with `version: 7.4.0(…)` (6 to 9) or `prisma: 5.1.0` (5).
fn pnpm(text: &str, question: &Question<'_>) -> Option<VersionRange> {
    let package = if question.package.is_empty() { "." } else { question.package };
    let mut locked = Vec::new();
    let (mut section, mut importer, mut in_prisma) = ("", ".", false);
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        let line = line.trim();
        match depth {
            0 if !line.is_empty() => section = line,
            2 if section == "importers:" => importer = line.trim_end_matches(':').trim_matches('\''),
            _ => {}
        }
        let direct = section == "importers:" || section.ends_with("ependencies:");
        let version = match line.strip_prefix("prisma:") {
            Some(rest) => {
                in_prisma = true;
                leading(rest)
            }
            None if in_prisma && line.starts_with("specifier:") => None,
            None if in_prisma => {
                in_prisma = false;
                line.strip_prefix("version:").and_then(leading)
            }
            None => None,
        };
        locked.extend(version.filter(|_| direct).map(|version| Locked { place: importer, version }));
    }
    choose(&locked, |place| place == package)
}

/// `prisma@^7.4.0, prisma@^7.4.1:` or `"prisma@npm:^7.4.0":`, then `version "7.4.1"` or `version: 7.4.1`.
fn yarn(text: &str, question: &Question<'_>) -> Option<VersionRange> {
    let mut locked = Vec::new();
    let mut place = None;
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            let Some(version) = line.trim().strip_prefix("version") else { continue };
            let version = leading(version.trim_start_matches(':'));
            locked.extend(place.take().zip(version).map(|(place, version)| Locked { place, version }));
        } else {
            place = line.trim_start_matches('"').starts_with("prisma@").then_some(line);
        }
    }
    choose(&locked, |place| question.wanted.is_some_and(|wanted| holds_range(place, wanted)))
}

/// One of the descriptors in a yarn heading asks for this range.
fn holds_range(heading: &str, wanted: &str) -> bool {
    let descriptors = heading.trim_end_matches(':').split(',').map(|descriptor| descriptor.trim().trim_matches('"'));
    let ranges = descriptors.filter_map(|descriptor| descriptor.strip_prefix("prisma@"));
    ranges.map(|range| range.strip_prefix("npm:").unwrap_or(range)).any(|range| range == wanted)
}

/// `"prisma": ["prisma@7.4.0", …` or, where packages differ, `"db/prisma": ["prisma@6.1.0", …`.
fn bun(text: &str, question: &Question<'_>) -> Option<VersionRange> {
    let mut locked = Vec::new();
    for line in text.lines() {
        let Some((key, rest)) = line.trim().split_once(": [\"prisma@") else { continue };
        let version = quoted(rest);
        locked.extend(version.map(|version| Locked { place: key.trim_matches('"'), version }));
    }
    let name = question.package.rsplit('/').next().unwrap_or_default();
    let own = |place: &str| {
        !name.is_empty() && place.strip_suffix("/prisma").is_some_and(|of| of.rsplit('/').next() == Some(name))
    };
    if locked.iter().any(|locked| own(locked.place)) {
        choose(&locked, own)
    } else {
        choose(&locked, |place| place == "prisma")
    }
}

/// The version before the closing quote.
fn quoted(text: &str) -> Option<Version> {
    Version::parse(text.split('"').next()?)
}

/// The version at the beginning, with or without quotes, before what pnpm adds in brackets or after `_`.
fn leading(text: &str) -> Option<Version> {
    let text = text.trim().trim_matches(['"', '\'']);
    Version::parse(text.split(['(', '_', ' ']).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(name: &str, text: &str, package: &str, wanted: Option<&str>) -> Option<String> {
        let lockfile = LOCKFILES.iter().find(|lockfile| lockfile.name == name).unwrap();
        lockfile.answer(text, &Question { package, wanted }).map(|range| range.to_string())
    }

    #[test]
    fn reads_every_version_of_npms_file() {
        let three = "{\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    \"\": {\n      \"devDependencies\": { \"prisma\": \"^7\" }\n    },\n\
            \x20   \"node_modules/prisma\": {\n      \"version\": \"7.4.1\",\n    },\n\
            \x20   \"packages/db/node_modules/prisma\": {\n      \"version\": \"6.19.0\",\n    }\n  }\n}";
        assert_eq!(answer("package-lock.json", three, "", None).unwrap(), "7.4.1");
        assert_eq!(answer("package-lock.json", three, "packages/db", None).unwrap(), "6.19.0");
        assert_eq!(answer("package-lock.json", three, "packages/web", None).unwrap(), "7.4.1");
        let one =
            "{\n  \"lockfileVersion\": 1,\n  \"dependencies\": {\n    \"prisma\": {\n      \"version\": \"2.30.0\",\n";
        assert_eq!(answer("package-lock.json", one, "", None).unwrap(), "2.30.0");
        assert_eq!(answer("package-lock.json", "{}", "", None), None);
    }

    #[test]
    fn reads_importers_of_pnpm() {
        let nine = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    devDependencies:\n      typescript:\n        specifier: ^5\n        version: 5.1.0\n\
            \n  packages/db:\n    dependencies:\n      prisma:\n        specifier: 'catalog:'\n        version: 7.3.0(typescript@5.1.0)\n\
            \n  web:\n    devDependencies:\n      prisma:\n        specifier: ^7.4.0\n        version: 7.5.2\n\n\
            snapshots:\n\n  prisma@7.3.0:\n    dependencies:\n      prisma: 9.9.9\n";
        assert_eq!(answer("pnpm-lock.yaml", nine, "packages/db", None).unwrap(), "7.3.0");
        assert_eq!(answer("pnpm-lock.yaml", nine, "web", None).unwrap(), "7.5.2");
        assert_eq!(answer("pnpm-lock.yaml", nine, "api", None).unwrap(), ">=7.3 <7.5.3");
        let five = "lockfileVersion: 5.4\n\nspecifiers:\n  prisma: ^4.1.0\n\ndevDependencies:\n  prisma: 4.1.2\n";
        assert_eq!(answer("pnpm-lock.yaml", five, "", None).unwrap(), "4.1.2");
    }

    #[test]
    fn reads_both_yarns_and_bun() {
        let classic = "prisma@^5.1.0, prisma@^5.2.0:\n  version \"5.22.0\"\n\nprisma@^7.4.0:\n  version \"7.4.2\"\n";
        assert_eq!(answer("yarn.lock", classic, "", Some("^5.2.0")).unwrap(), "5.22.0");
        assert_eq!(answer("yarn.lock", classic, "", None).unwrap(), ">=5.22 <7.4.3");
        let berry = "\"prisma@npm:^6.0.0, prisma@npm:^6.1.0\":\n  version: 6.2.1\n  resolution: \"prisma@npm:6.2.1\"\n";
        assert_eq!(answer("yarn.lock", berry, "", Some("^6.1.0")).unwrap(), "6.2.1");
        let bun = "{\n  \"packages\": {\n    \"prisma\": [\"prisma@7.4.0\", \"\", {}, \"sha\"],\n    \"@acme/db/prisma\": [\"prisma@6.1.0\", \"\"],\n";
        assert_eq!(answer("bun.lock", bun, "", None).unwrap(), "7.4.0");
        assert_eq!(answer("bun.lock", bun, "packages/db", None).unwrap(), "6.1.0");
    }
}
