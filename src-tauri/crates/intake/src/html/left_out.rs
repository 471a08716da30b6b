//! Elements whose text a reader of the page does not see, or sees struck out.

/// An element that is left out, while it is open.
pub(super) struct LeftOut {
    name: String,
    /// Elements of the same name that are open in it.
    same: usize,
    /// Blocks that are open in it.
    blocks: usize,
}

impl LeftOut {
    /// Whether this start tag opens an element that is left out.
    pub(super) fn begins(name: &str, hidden: bool, self_closing: bool) -> Option<Self> {
        // The head needs no entry here: but for the title it holds no text of its own.
        let always = matches!(
            name,
            "script"
                | "style"
                | "template"
                | "noscript"
                | "svg"
                | "nav"
                | "del"
                | "s"
                | "strike"
                | "iframe"
                | "noembed"
        );
        // Only foreign elements close themselves (HTML standard, 13.1.2.1); void elements have no content to leave out.
        let closed = is_void(name) || (self_closing && name == "svg");
        // A hidden `html` or `body` is a trick of scripts that show the page once it is there.
        let hidden = hidden && !matches!(name, "html" | "body");
        ((always || hidden) && !closed).then(|| Self { name: name.to_owned(), same: 0, blocks: 0 })
    }

    /// Whether a start tag ends the element, because its own end tag may be missing (HTML standard, 13.1.2.4).
    pub(super) fn ends_before(&mut self, name: &str) -> bool {
        let sibling = match self.name.as_str() {
            "p" => is_container(name),
            "li" => name == "li",
            "dt" | "dd" => matches!(name, "dt" | "dd"),
            "td" | "th" => matches!(name, "td" | "th" | "tr" | "tbody" | "tfoot"),
            "tr" => matches!(name, "tr" | "tbody" | "tfoot"),
            _ => false,
        };
        if sibling && self.blocks == 0 {
            return true;
        }
        self.same += usize::from(name == self.name);
        self.blocks += usize::from(is_container(name) && name != "p" && name != self.name);
        false
    }

    /// Whether this end tag is its own.
    pub(super) fn ends_with(&mut self, name: &str) -> bool {
        if name != self.name {
            return false;
        }
        match self.same.checked_sub(1) {
            Some(same) => self.same = same,
            None => return true,
        }
        false
    }

    /// Whether this end tag closes an element around it, and the element with that.
    pub(super) fn ends_around(&mut self, name: &str) -> bool {
        let cell = matches!(name, "td" | "th" | "tr" | "table");
        let ends = match self.name.as_str() {
            // The text of these is no markup.
            "script" | "style" | "noscript" | "iframe" | "noembed" => false,
            // Formatting goes on in the next paragraph, though not in the next cell (HTML standard, 13.2.4.3).
            "s" | "strike" => cell,
            "del" => is_container(name),
            _ => is_container(name) && name != "p",
        };
        if name == self.name || !is_container(name) || (name == "p" && self.name != "del") {
            return false;
        }
        match self.blocks.checked_sub(1) {
            Some(blocks) if name != "p" => self.blocks = blocks,
            _ => return ends,
        }
        false
    }
}

/// Elements that hold others, and that no element inside them outlives.
fn is_container(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "blockquote"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "pre"
            | "body"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}
