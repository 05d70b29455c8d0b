//! Which scripts a deployment reaches, and by which way: `build` calls `db:setup`, which calls `scripts/reset.sh`.

use std::collections::{BTreeMap, VecDeque};

use super::context::Stage;
use super::reading::{Call, Reading};
use super::script::{Name, Script};

/// The way to a script: places among the scripts, from one that a deployment runs by itself to the one before it.
pub(super) type Way = Vec<usize>;

/// For each script the way by which a deployment reaches it; `None` where it does not, an empty way where by itself.
pub(super) fn ways(scripts: &[Script], readings: &[Reading]) -> Vec<Option<Way>> {
    let names = Names::of(scripts);
    let mut ways: Vec<Option<Way>> =
        scripts.iter().map(|script| (script.context.stage == Stage::Deploy).then(Vec::new)).collect();
    let mut open: VecDeque<usize> = (0..scripts.len()).filter(|&at| ways[at].is_some()).collect();
    while let Some(from) = open.pop_front() {
        for to in readings[from].calls.iter().flat_map(|call| names.called(call, &scripts[from])) {
            if ways[to].is_none() {
                let way = ways[from].iter().flatten().copied().chain([from]).collect();
                ways[to] = Some(way);
                open.push_back(to);
            }
        }
    }
    ways
}

/// Scripts by the names under which others call them.
struct Names<'a> {
    packages: BTreeMap<&'a str, Vec<(&'a str, usize)>>,
    targets: BTreeMap<(&'a str, &'a str), Vec<(&'a str, usize)>>,
    files: Vec<(&'a str, usize)>,
}

impl<'a> Names<'a> {
    fn of(scripts: &'a [Script]) -> Self {
        let mut names = Self { packages: BTreeMap::new(), targets: BTreeMap::new(), files: Vec::new() };
        for (at, script) in scripts.iter().enumerate() {
            match &script.name {
                Some(Name::Package { folder, script }) => names.packages.entry(script).or_default().push((folder, at)),
                Some(Name::Target { program, folder, target }) => {
                    names.targets.entry((program, target)).or_default().push((folder, at));
                }
                Some(Name::File(path)) => names.files.push((path, at)),
                None => {}
            }
        }
        names
    }

    /// The scripts that a call may mean.
    fn called(&self, call: &Call, from: &Script) -> Vec<usize> {
        let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match call {
            Call::Package { script, workspace } => {
                self.packages.get(script.as_str()).map(|found| nearest(found, folder, *workspace)).unwrap_or_default()
            }
            Call::Target { program, target } => self
                .targets
                .get(&(*program, target.as_str()))
                .map(|found| nearest(found, folder, false))
                .unwrap_or_default(),
            Call::File(path) => self.file(path, folder),
        }
    }

    /// A file from the root, from the caller's folder, or (in an image, where it was copied elsewhere) by the end of its path.
    fn file(&self, path: &str, folder: &str) -> Vec<usize> {
        let path = path.trim_start_matches("./");
        let here = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
        for exact in [path, here.as_str()] {
            let found: Vec<usize> = self.files.iter().filter(|(known, _)| *known == exact).map(|(_, at)| *at).collect();
            if !found.is_empty() {
                return found;
            }
        }
        let name = path.trim_start_matches(['/', '.']).rsplit('/').next().unwrap_or_default();
        let same_name = |known: &str| !name.is_empty() && known.rsplit('/').next() == Some(name);
        self.files.iter().filter(|(known, _)| same_name(known)).map(|(_, at)| *at).collect()
    }
}

/// Those of the caller's own folder, else of the nearest folder around it; all of them where the whole workspace is meant
/// or none lies around it, since nobody can say which runs.
fn nearest(found: &[(&str, usize)], folder: &str, workspace: bool) -> Vec<usize> {
    let is_around = |around: &str| around.is_empty() || folder == around || folder.starts_with(&format!("{around}/"));
    let best = found.iter().filter(|(around, _)| !workspace && is_around(around)).map(|(around, _)| around.len()).max();
    let chosen = found.iter().filter(|(around, _)| best.is_none_or(|best| is_around(around) && around.len() == best));
    chosen.map(|(_, at)| *at).collect()
}
