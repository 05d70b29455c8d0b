//! Finding the policy file and what it builds on.

mod find;

use std::io;
use std::path::{Component, Path, PathBuf};

use super::file::{PackOrFile, PolicyFile};
use super::level::{LevelTable, Selector, Setting};
use super::mistake::Mistake;
use super::node::Node;
use super::pack::Pack;
use super::provenance::{Provenance, Sourced};
use super::read::{Located, Read, Reader};
use super::valid::{self, Document};
use super::{Policy, Rules};
use crate::rules::Level;
use crate::sql::Source;

/// Where the policy is read from.
pub struct LoadOptions<'a> {
    /// The working directory, absolute: the policy is searched from here upward.
    pub start: &'a Path,
    /// The last folder in which it is searched: the repository's root. To the root of the file system where `None`.
    pub root: Option<&'a Path>,
    /// `--policy FILE`: no other is searched.
    pub explicit: Option<&'a Path>,
    /// `--level RULE=LEVEL`, as given.
    pub levels: &'a [String],
    /// The rules there are.
    pub rules: Rules,
    /// Reads a file, from the working tree or from a commit.
    pub read: &'a dyn Fn(&Path) -> io::Result<String>,
}

impl Policy {
    /// Reads the policy and everything that it extends.
    ///
    /// # Errors
    /// All mistakes in all files, in the order of the files; a file that cannot be read is one.
    pub fn load(options: &LoadOptions<'_>) -> Result<Self, Vec<Mistake>> {
        let found = find::find(options).map_err(|mistake| vec![mistake])?;
        let folder = found.as_ref().and_then(|(path, _)| path.parent()).unwrap_or(options.start);
        let mut policy = Self::empty(folder, options);
        let mut loader = Loader { options, chain: Vec::new(), documents: Vec::new(), mistakes: Vec::new() };
        match found {
            Some((path, text)) => loader.file(&path, text),
            None => loader.pack(Pack::DEFAULT),
        }
        let Loader { documents, mut mistakes, .. } = loader;
        policy.flags = flags(options, &mut mistakes);
        for document in documents {
            valid::add(&mut policy, document, &mut mistakes);
        }
        mistakes.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
        if mistakes.is_empty() { Ok(policy) } else { Err(mistakes) }
    }
}

/// Reads documents, each after those that it builds on.
struct Loader<'a> {
    options: &'a LoadOptions<'a>,
    /// Files that are being read, from the policy file to the current one.
    chain: Vec<PathBuf>,
    documents: Vec<Document>,
    mistakes: Vec<Mistake>,
}

impl Loader<'_> {
    fn file(&mut self, path: &Path, text: String) {
        let source = Source::new(shown(path, self.options.start), text);
        let Some(file) = self.parse(&source) else { return };
        let first = self.chain.is_empty();
        self.chain.push(path.to_owned());
        let bases = file.extends.as_deref();
        if first && needs_default(bases) {
            self.pack(Pack::DEFAULT);
        }
        for base in bases.unwrap_or_default() {
            self.base(base, &source);
        }
        self.chain.pop();
        self.documents.push(Document { pack: None, source, file });
    }

    fn parse(&mut self, source: &Source) -> Option<PolicyFile> {
        let node = Node::parse(source.path(), source.text()).map_err(|mistake| self.mistakes.push(mistake)).ok()?;
        let mut reader = Reader::new(source.path());
        let file = PolicyFile::read(&node, &mut reader);
        self.mistakes.extend(reader.into_mistakes());
        file
    }

    /// One entry of `extends`: a file has a `/` or a `.` in its name, a pack has not.
    fn base(&mut self, base: &Located<PackOrFile>, source: &Source) {
        let name = base.value.0.as_str();
        let result = match Pack::named(name) {
            Some(pack) => {
                self.pack(pack);
                Ok(())
            }
            None if name.contains(['/', '.']) => self.extended_file(name),
            None => Err(Mistake::unknown("pack", name, Pack::ALL.iter().map(|pack| pack.name))),
        };
        if let Err(mistake) = result {
            let help = mistake.help.clone().unwrap_or_else(|| "name a pack or a file: `./team-policy.yaml`".to_owned());
            self.mistakes.push(mistake.help(help).at(source.path(), Some(base.line)));
        }
    }

    /// A pack or file that was read already keeps its first place: what builds on it still wins over it.
    fn pack(&mut self, pack: Pack) {
        if self.documents.iter().any(|document| document.pack == Some(pack.name)) {
            return;
        }
        let source = Source::new(format!("builtin:{}", pack.name), pack.text);
        if let Some(file) = self.parse(&source) {
            self.documents.push(Document { pack: Some(pack.name), source, file });
        }
    }

    fn extended_file(&mut self, name: &str) -> Result<(), Mistake> {
        let folder = self.chain.last().and_then(|path| path.parent()).unwrap_or(self.options.start);
        let path = normal(&folder.join(name));
        let name = shown(&path, self.options.start);
        if self.chain.contains(&path) {
            let chain = self.chain.iter().skip_while(|file| **file != path).map(|file| shown(file, self.options.start));
            let circle: Vec<String> = chain.chain([name]).collect();
            return Err(
                Mistake::new(format!("a file extends itself: {}", circle.join(" → "))).help("leave one of them out")
            );
        }
        if self.documents.iter().any(|document| document.source.path() == name) {
            return Ok(());
        }
        let text = (self.options.read)(&path).map_err(|error| unreadable(&name, &error))?;
        self.file(&path, text);
        Ok(())
    }
}

/// The default pack is the base of every policy that does not place it itself, or rule it out by an empty list.
fn needs_default(bases: Option<&[Located<PackOrFile>]>) -> bool {
    bases.is_none_or(|bases| !bases.is_empty() && bases.iter().all(|base| base.value.0 != Pack::DEFAULT.name))
}

/// Reads every `--level RULE=LEVEL`; later ones win.
fn flags(options: &LoadOptions<'_>, mistakes: &mut Vec<Mistake>) -> LevelTable {
    let mut table = LevelTable::default();
    for flag in options.levels {
        match level_flag(flag, options.rules) {
            Ok((selector, value)) => {
                let level = Some(Sourced { value, from: Provenance::Flag });
                table.0.insert(selector, Setting { level, tables: Vec::new() });
            }
            Err(mistake) => mistakes.push(mistake),
        }
    }
    table
}

fn level_flag(flag: &str, rules: Rules) -> Result<(Selector, Level), Mistake> {
    let form = || {
        Mistake::new(format!("`--level {flag}` is not `--level RULE=LEVEL`")).help("as in `--level drop-table=warn`")
    };
    let (name, word) = flag.split_once('=').ok_or_else(form)?;
    let known = || Level::ALL.iter().map(|level| level.as_str());
    let level = Level::ALL.into_iter().find(|level| level.as_str() == word);
    let level = level.ok_or_else(|| Mistake::unknown("level", word, known()))?;
    Ok((Selector::parse(name, rules)?, level))
}

fn unreadable(name: &str, error: &io::Error) -> Mistake {
    match error.kind() {
        io::ErrorKind::NotFound => Mistake::new(format!("there is no file {name}")),
        io::ErrorKind::InvalidData => Mistake::new(format!("{name} is not UTF-8 text")),
        _ => Mistake::new(format!("{name} cannot be read: {error}")),
    }
}

/// A path as reports show it: relative to the working directory where it lies below that, with `/`.
fn shown(path: &Path, start: &Path) -> String {
    path.strip_prefix(start).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The path without `.` and `..`; links are not followed, since it may lie in a commit.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
