use super::*;
use crate::schema::inventory::Weight;

/// An inventory of objects written as `kind schema.name[.part] attribute=value …`.
fn inventory(lines: &[&str]) -> Inventory {
    let mut inventory = Inventory::default();
    for line in lines {
        let mut words = line.split(' ');
        let kind = ObjectKind::by_word(words.next().unwrap()).unwrap();
        let mut names = words.next().unwrap().split('.');
        let (schema, name) = (names.next().map(Into::into), names.next().unwrap().into());
        let key = ObjectKey { schema, name, kind, part: names.next().map(Into::into) };
        let parent = key.part.is_some().then(|| (key.schema.clone().unwrap(), key.name.clone()));
        let mut entry = Entry { parent, ..Entry::default() };
        for (attribute, value) in words.map(|word| word.split_once('=').unwrap()) {
            entry.set(Attribute::by_name(attribute).unwrap(), value);
        }
        inventory.objects.insert(key, entry);
    }
    inventory
}

fn told(expected: &[&str], actual: &[&str]) -> Vec<String> {
    let changes = diff(&inventory(expected), &inventory(actual));
    let tell = |change: &Change| {
        let attribute = change.attribute.map_or_else(String::new, |attribute| format!(" {}", attribute.name));
        format!("{} {}{attribute}", change.kind.as_str(), change.object)
    };
    changes.iter().map(tell).collect()
}

#[test]
fn what_goes_with_a_missing_table_is_not_told_again() {
    let table = ["table s.t", "column s.t.a type=int position=1", "constraint s.t.c constraint-type=CHECK"];
    assert_eq!(told(&table, &[]), ["missing table s.t"]);
    assert_eq!(told(&[], &table), ["unexpected table s.t"]);
    assert_eq!(told(&table, &table[..2]), ["missing constraint s.t.c"]);
}

#[test]
fn a_column_that_goes_moves_no_other() {
    let columns = |order: &[&str]| {
        let column = |(at, name): (usize, &&str)| format!("column s.t.{name} type=int position={}", at + 1);
        let mut lines: Vec<String> = order.iter().enumerate().map(column).collect();
        lines.push("table s.t".to_owned());
        lines
    };
    let compare = |expected: &[&str], actual: &[&str]| {
        let (expected, actual) = (columns(expected), columns(actual));
        let as_str = |lines: &'_ [String]| lines.iter().map(|line| line.clone().leak() as &str).collect::<Vec<_>>();
        told(&as_str(&expected), &as_str(&actual))
    };
    assert_eq!(compare(&["a", "b", "c"], &["b", "c"]), ["missing column s.t.a"]);
    assert_eq!(compare(&["a", "b", "c"], &["b", "c", "a"]), ["changed column s.t.a position"]);
    assert_eq!(
        compare(&["a", "b", "c"], &["x", "c", "a", "b"]),
        ["changed column s.t.c position", "unexpected column s.t.x"]
    );
}

#[test]
fn what_comes_with_something_else_is_told_by_what_it_says() {
    let view = "view s.v definition=x";
    assert_eq!(told(&[view], &[view, "column s.v.a"]), [""; 0]);
    assert_eq!(told(&[view], &[view, "column s.v.a comment=x"]), ["changed column s.v.a comment"]);
    assert_eq!(told(&[], &["role s.r role-attributes=LOGIN"]), [""; 0]);
    assert_eq!(told(&["role s.r settings=a"], &[]), ["changed role s.r settings"]);
}

#[test]
fn an_unreadable_attribute_is_not_compared() {
    let (expected, mut actual) = (inventory(&["sequence s.q last-value=7"]), inventory(&["sequence s.q"]));
    assert_eq!(diff(&expected, &actual).len(), 1);
    for entry in actual.objects.values_mut() {
        entry.unreadable.push(Attribute::by_name("last-value").unwrap());
    }
    assert_eq!(diff(&expected, &actual), []);
}

#[test]
fn the_digest_is_of_all_but_the_state() {
    let digest = |lines: &[&str]| inventory(lines).digest();
    let one = digest(&["sequence s.q start=1 last-value=7"]);
    assert_eq!(one, digest(&["sequence s.q start=1 last-value=8"]));
    assert_ne!(one, digest(&["sequence s.q start=2 last-value=7"]));
    let mut shadow = inventory(&["sequence s.q start=1 last-value=7"]);
    shadow.forget(Weight::State);
    assert_eq!(shadow.digest(), one);
}
