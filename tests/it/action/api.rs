//! As much of GitHub's API as the action's scripts use: it keeps comments and issues, and remembers what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// A request's first line without the protocol, and its body.
type Asked = (String, Value);

/// What the server holds: each thing has the number of its place, from 1.
#[derive(Default)]
struct Held {
    asked: Vec<Asked>,
    things: Vec<Value>,
}

/// A server on a port of its own; its thread ends with the test's process.
pub(super) struct Api {
    address: SocketAddr,
    held: Arc<Mutex<Held>>,
}

impl Api {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = Self { address: listener.local_addr().unwrap(), held: Arc::default() };
        let held = api.held.clone();
        std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap(), &held)));
        api
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.held.lock().unwrap().asked.clone()
    }
}

fn answer(mut stream: TcpStream, held: &Mutex<Held>) {
    let (line, body) = request(&mut BufReader::new(stream.try_clone().unwrap()));
    let mut held = held.lock().unwrap();
    held.asked.push((line.clone(), body.clone()));
    let answer = match line.split(' ').next() {
        Some("POST") if !line.ends_with("/1/comments") => {
            let id = held.things.len() + 1;
            held.things.push(json!({ "id": id, "number": id, "body": body["body"], "state": "open" }));
            held.things[id - 1].clone()
        }
        Some("PATCH") => {
            for (key, value) in body.as_object().unwrap() {
                held.things[0][key] = value.clone();
            }
            held.things[0].clone()
        }
        Some("GET") => held.things.iter().filter(|thing| thing["state"] == "open").cloned().collect(),
        _ => json!({}),
    };
    let text = answer.to_string();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len()).unwrap();
}

fn request(reader: &mut impl BufRead) -> Asked {
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        if let Some((_, value)) = header.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let line = first.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    (line, serde_json::from_slice(&body).unwrap_or_default())
}
