//! Two environments on a real server, and what `status` and `gate` say of them.

mod prisma;
mod record;
mod scenario;
mod stage;
mod status;
mod tools;
