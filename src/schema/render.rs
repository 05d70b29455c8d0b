//! Objects as canonical DDL: what a report shows of them, and the statements that make them.

mod access;
mod behaviour;
mod column;
mod constraint;
mod index;
mod object;
mod others;
mod relation;
mod routine;
mod text;
mod types;

use std::collections::HashMap;

use super::inventory::{Inventory, ObjectKey, ObjectKind};

pub(super) use access::{comment, grants, labels, owner};
pub(super) use behaviour::enabled;
pub(super) use column::{column, identity};
pub(super) use constraint::constraint;
pub(super) use object::Object;
pub(super) use others::{alter_database, in_this_database, publication_options, published};
pub(super) use relation::sequence_options;
pub(super) use routine::setting;
pub(super) use text::{literal, split_list};

/// Writes the objects of an inventory.
pub struct Renderer<'a> {
    inventory: &'a Inventory,
    /// Whose default privileges a new object gets.
    born_in: Option<&'a Inventory>,
    /// What goes with a relation, by the relation's schema and name.
    children: HashMap<(&'a str, &'a str), Vec<Object<'a>>>,
}

/// The canonical DDL of an object and of what goes with it; `None` where it is not there.
#[must_use]
pub fn definition(inventory: &Inventory, key: &ObjectKey) -> Option<String> {
    Some(Renderer::new(inventory).object(key)).filter(|ddl| !ddl.is_empty())
}

/// The statements that make one of the objects that go together.
pub(super) struct Member<'a> {
    pub(super) object: Object<'a>,
    pub(super) statements: Vec<String>,
    /// They need all the others: a partition is attached when its indexes are there.
    pub(super) is_last: bool,
}

impl<'a> Renderer<'a> {
    /// Prepares to write the objects of an inventory.
    #[must_use]
    pub fn new(inventory: &'a Inventory) -> Self {
        let mut children: HashMap<_, Vec<Object<'a>>> = HashMap::new();
        for (key, entry) in &inventory.objects {
            if let Some((schema, name)) = &entry.parent {
                children.entry((&**schema, &**name)).or_default().push(Object { key, entry });
            }
        }
        Self { inventory, born_in: None, children }
    }

    /// Writes statements for a database that has default privileges of its own.
    pub(super) fn for_database(inventory: &'a Inventory, database: &'a Inventory) -> Self {
        Self { born_in: Some(database), ..Self::new(inventory) }
    }

    /// An object and what goes with it as canonical DDL, one statement after the other; nothing where it is not there.
    #[must_use]
    pub fn object(&self, key: &ObjectKey) -> String {
        let Some((key, entry)) = self.inventory.objects.get_key_value(key) else { return String::new() };
        self.family(Object { key, entry }).iter().flat_map(|statement| [statement.as_str(), ";\n"]).collect()
    }

    /// The statements that make an object and all that goes with it.
    fn family(&self, object: Object<'a>) -> Vec<String> {
        self.members(object).into_iter().flat_map(|member| member.statements).collect()
    }

    /// An object and all that goes with it, each with the statements that make it.
    pub(super) fn members(&self, object: Object<'a>) -> Vec<Member<'a>> {
        let member = |object| Member { object, statements: self.create(object), is_last: false };
        let mut members = vec![member(object)];
        if object.key.kind.holds_parts() {
            let separate = self.children(object).filter(|child| !self.is_inline(object, *child));
            members.extend(separate.map(member));
        }
        members.push(Member { object, statements: relation::attach(object), is_last: true });
        members
    }

    /// The statements that make an object by itself, with owner, grants and comment.
    pub(super) fn create(&self, object: Object<'a>) -> Vec<String> {
        let mut statements = self.definition(object);
        let born = self.born_in.map(|database| access::birth_privileges(object, database)).unwrap_or_default();
        statements.extend(access::since(object, &born));
        statements
    }

    fn definition(&self, object: Object<'a>) -> Vec<String> {
        use ObjectKind as Kind;
        match object.key.kind {
            Kind::Table | Kind::ForeignTable => self.table(object),
            Kind::View | Kind::MaterializedView => relation::view(object),
            Kind::Sequence => relation::sequence(object),
            Kind::Column => self.added_column(object),
            Kind::Constraint => constraint::separate(object),
            Kind::Index => index::index(object),
            Kind::Type => self.composite(object).unwrap_or_else(|| types::data_type(object)),
            Kind::Domain => self.domain(object),
            Kind::Function | Kind::Procedure => vec![routine::function(object)],
            Kind::Aggregate => vec![routine::aggregate(object)],
            Kind::Trigger | Kind::EventTrigger | Kind::Rule | Kind::Policy => behaviour::behaviour(object),
            _ => others::other(object),
        }
    }

    /// What goes with a relation, in the order of their addresses; columns in their order.
    pub(super) fn children(&self, object: Object<'a>) -> impl Iterator<Item = Object<'a>> + use<'a> {
        let schema = object.key.schema.as_deref().unwrap_or_default();
        let mut children = self.children.get(&(schema, &*object.key.name)).cloned().unwrap_or_default();
        children.sort_by_key(|child| child.get("position").and_then(|place| place.parse::<u32>().ok()));
        children.into_iter()
    }

    pub(super) fn columns(&self, object: Object<'a>) -> impl Iterator<Item = Object<'a>> + use<'a> {
        self.children(object).filter(|child| child.key.kind == ObjectKind::Column)
    }

    /// The sequence of an identity column.
    pub(super) fn identity_sequence(&self, column: Object<'a>) -> Option<Object<'a>> {
        let name = column.key.sql_name();
        let parent = column.entry.parent.as_ref()?;
        let siblings = self.children.get(&(&*parent.0, &*parent.1))?;
        siblings.iter().copied().find(|sibling| sibling.get("identity-of") == Some(&name))
    }

    /// Whether the statement that makes a relation makes this part of it too.
    fn is_inline(&self, relation: Object<'a>, part: Object<'a>) -> bool {
        match part.key.kind {
            ObjectKind::Column => part.get("type").is_some() || access::all(part).is_empty(),
            ObjectKind::Constraint => constraint::is_inline(part),
            ObjectKind::Sequence => part.get("identity-of").is_some(),
            // A trigger of the partitioned table comes when the partition is attached.
            ObjectKind::Trigger => self.comes_from_parent(relation, part),
            _ => false,
        }
    }

    fn comes_from_parent(&self, relation: Object<'a>, trigger: Object<'a>) -> bool {
        let Some(parent) = relation.get("partition-of") else { return false };
        self.inventory.objects.keys().any(|key| {
            key.kind == ObjectKind::Trigger
                && key.part == trigger.key.part
                && Object { key, entry: relation.entry }.relation() == parent
        })
    }
}
