#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use holdfast_domain::DiagnosticCode;

fn message(text: &str) -> Extract {
    read("a.eml", text.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn the_head_the_text_and_the_files_come_out() {
    let found = message(
        "From: =?utf-8?q?Zo=C3=AB?= <z@x>\r\nTo: b@x\r\nDate: today\r\nSubject: Plan\r\n\
         Content-Type: multipart/mixed; boundary=o\r\n\r\npreamble\r\n--o\r\n\
         Content-Type: multipart/alternative; boundary=\"i i\"\r\n\r\n--i i\r\n\
         Content-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         Gr=F6=DFe of =\r\nit \r\nall.\r\n--i i\r\nContent-Type: text/html\r\n\r\n<p>page</p>\r\n--i i--\r\n--o\r\n\
         Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n--o\r\n\
         Content-Type: message/rfc822\r\n\r\nFrom: x\r\n\r\ninner\r\n--o\r\n\
         Content-Disposition: attachment; filename=\"../../x\"\r\n\r\nx\r\n--o--\r\nepilogue",
    );
    let texts: Vec<&str> = found.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["Plan", "From | Zoë <z@x>", "To | b@x", "Date | today", "Größe of it all."]);
    let parts: Vec<_> = found.parts.iter().map(|part| (part.name.as_str(), part.bytes.as_slice())).collect();
    assert_eq!(parts, [("a.pdf", &b"hello"[..]), ("message-4.eml", b"From: x\r\n\r\ninner")]);
    assert_eq!(found.diagnostics[0].code, DiagnosticCode::UnsafeName);
}

#[test]
fn encrypted_messages_are_named() {
    for kind in ["multipart/encrypted; boundary=b", "application/pkcs7-mime; smime-type=enveloped-data"] {
        let text = format!("From: a\nDate: b\nContent-Type: {kind}\n\nxx");
        assert_eq!(
            read("a.eml", text.as_bytes(), &Limits::default()).unwrap_err().code,
            DiagnosticCode::Encrypted,
            "{kind}"
        );
    }
}

#[test]
fn deep_and_many_parts_are_bounded() {
    let deep: String =
        (0..10_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
    let found = message(&format!("From: a\n{deep}\nx"));
    assert_eq!(found.diagnostics[0].code, DiagnosticCode::LimitExceeded);
    let many = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(100_000));
    let found = message(&format!("From: a\n{many}"));
    assert_eq!(found.diagnostics[0].code, DiagnosticCode::LimitExceeded);
}
