//! Small example projects of each tool, read from a tree in memory.
