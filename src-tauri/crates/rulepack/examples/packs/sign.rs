//! Keys and signatures. The private key is a file of 64 hex digits outside the repository.

use crate::folder::{files, packs};
use holdfast_crypto::{Secret, Signer, from_hex, sha256_hex, to_hex};
use holdfast_rulepack::{FORMAT, MANIFEST, Manifest, SIGNATURE, key_id, sign as signature};
use serde::Deserialize;
use std::io::Write;
use std::path::Path;
use zeroize::Zeroizing;

/// Makes a private key that nobody else can read, and prints its public half.
pub(crate) fn make_key(file: &Path) -> Result<(), String> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(|error| format!("no random bytes: {error}"))?;
    let text = Zeroizing::new(format!("{}\n", *Zeroizing::new(to_hex(seed.as_ref()))));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    let public_key = Signer::new(&Secret::new(*seed)).public_key();
    println!("public key {}\nkey id     {}", to_hex(&public_key), key_id(&public_key));
    println!("keep {} out of the repository; the public key goes into SHIPPED_KEYS", file.display());
    Ok(())
}

/// What a person writes into a manifest; the rest is computed.
#[derive(Deserialize)]
struct Said {
    id: String,
    version: String,
    title: String,
}

/// Lists the files of every pack in its manifest and signs it.
pub(crate) fn sign(key: &Path, root: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(key).map_err(|error| format!("{} cannot be read: {error}", key.display()))?;
    let text = Zeroizing::new(text);
    let seed = from_hex(text.trim_end()).map_err(|_| format!("{} holds no key of 64 hex digits", key.display()))?;
    let signer = Signer::new(&Secret::new(*Zeroizing::new(seed)));
    for (name, folder) in packs(root)? {
        let mut files = files(&folder)?;
        let manifest = files.remove(MANIFEST).ok_or_else(|| format!("{name}: {MANIFEST} is missing"))?;
        files.remove(SIGNATURE);
        let said: Said = serde_json::from_slice(&manifest).map_err(|error| format!("{name}: {MANIFEST}: {error}"))?;
        let hashes = files.iter().map(|(name, bytes)| (name.clone(), sha256_hex(bytes)));
        let Said { id, version, title } = said;
        let manifest = Manifest { format: FORMAT, id, version, title, files: hashes.collect() };
        let text = serde_json::to_string_pretty(&manifest).map_err(|error| error.to_string())? + "\n";
        let write = |file: &str, bytes: &[u8]| {
            std::fs::write(folder.join(file), bytes).map_err(|error| format!("{name}/{file}: {error}"))
        };
        write(MANIFEST, text.as_bytes())?;
        write(SIGNATURE, &signature(text.as_bytes(), &signer))?;
        println!("{name} {} signed, {} files", manifest.version, files.len());
    }
    println!("by the key {}", key_id(&signer.public_key()));
    Ok(())
}
