//! A worker process for the tests; with `probe`, tries after the lock-down what a hostile document would try.
#![allow(clippy::print_stdout)]

use holdfast_intake::{Limits, lock_down, recogniser_main, worker_main};
use std::net::{TcpListener, UdpSocket};
use std::process::{Command, ExitCode};

type Attempt = (&'static str, fn() -> bool);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == "recogniser-worker" => return recogniser_main(rest),
        Some((first, _)) if first == "probe" => {}
        _ => return worker_main(),
    }
    println!("sandbox {:?}", lock_down(&Limits::default()));
    let attempts: [Attempt; 6] = [
        ("read a file", || std::fs::read("/proc/self/status").is_ok()),
        ("write a file", || std::fs::write(std::env::temp_dir().join("holdfast-probe"), b"x").is_ok()),
        ("listen on a port", || TcpListener::bind("127.0.0.1:0").is_ok()),
        ("open a socket", || UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("start a program", || Command::new("/bin/true").status().is_ok()),
        ("start a thread", || std::thread::Builder::new().spawn(|| ()).is_ok()),
    ];
    for (name, attempt) in attempts {
        println!("{name}: {}", if attempt() { "allowed" } else { "denied" });
    }
    ExitCode::SUCCESS
}
