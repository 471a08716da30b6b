//! Opens the workspace and puts the engine together from the real adapters.

use crate::args::Global;
use crate::progress::{Reporter, warn};
use crate::reader::{LazyReader, threads};
use holdfast_crypto::Passphrase;
use holdfast_domain::{Code, Failure, ModelRef};
use holdfast_engine::{Engine, ModelResource, PackSource, Packs, Resources, Work, store_failure};
use holdfast_intake::Limits;
use holdfast_nlp::{ModelFiles, SentenceModel};
use holdfast_ports::{EmbedError, Embedder};
use holdfast_rulepack::TrustedKeys;
use holdfast_search::PassageIndex;
use holdfast_store::Workspace;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// Everything one command works with.
pub(crate) struct Session {
    pub(crate) workspace: Workspace,
    index: PassageIndex,
    reader: LazyReader,
    resources: Resources,
    model: LazyModel,
    packs: Packs,
    pub(crate) reporter: Reporter,
    pub(crate) threads: usize,
}

impl Session {
    /// Opens the workspace of this command.
    pub(crate) fn open(global: &Global) -> Result<Self, Failure> {
        let dir = workspace_dir(global)?;
        if !Workspace::exists(&dir) {
            return Err(store_failure(holdfast_ports::StoreError::Missing(dir.display().to_string())));
        }
        let shipped = Shipped::read(global)?;
        let workspace = Workspace::open(&dir, &passphrase(global, false)?).map_err(store_failure)?;
        Self::over(workspace, shipped, global)
    }

    /// Opens the workspace, or creates one where there is none.
    pub(crate) fn open_or_create(global: &Global) -> Result<Self, Failure> {
        let dir = workspace_dir(global)?;
        if Workspace::exists(&dir) {
            return Self::open(global);
        }
        // What is refused is refused before anything is created.
        let shipped = Shipped::read(global)?;
        let workspace = Workspace::create(&dir, &passphrase(global, true)?).map_err(store_failure)?;
        Self::over(workspace, shipped, global)
    }

    fn over(workspace: Workspace, shipped: Shipped, global: &Global) -> Result<Self, Failure> {
        let Shipped { resources, packs } = shipped;
        let threads = threads();
        let index = PassageIndex::open(&workspace.index_dir(), workspace.index_key()).map_err(|error| {
            Failure::new(
                Code::Io,
                format!("The search index cannot be opened: {error}."),
                "Check free disk space, then run this again.",
            )
        })?;
        let mut session = Self {
            index,
            reader: LazyReader::new(resources.clone(), Limits::default(), true),
            model: LazyModel::of(&resources)?,
            resources,
            packs,
            reporter: Reporter::new(global.json, global.quiet),
            threads,
            workspace,
        };
        session.engine().journal_unsigned_packs()?;
        Ok(session)
    }

    /// Sets the largest file that the parser takes, and whether it reads pages without a text layer.
    pub(crate) fn read_with(&mut self, bytes: u64, recognises: bool) {
        let limits = Limits { max_bytes: bytes, ..Limits::default() };
        self.reader = LazyReader::new(self.resources.clone(), limits, recognises);
    }

    /// The engine over this session.
    pub(crate) fn engine(&mut self) -> Engine<'_> {
        Engine {
            store: &mut self.workspace,
            index: &mut self.index,
            reader: &self.reader,
            embedder: &self.model,
            second: None,
            packs: &self.packs,
            progress: &self.reporter,
            now: now(),
            actor: "local".into(),
            work: Work::default(),
        }
    }

    /// The rule packs in use.
    pub(crate) fn packs(&self) -> &Packs {
        &self.packs
    }
}

/// The sentence model, loaded when the first text needs it: a run that finds everything done never loads it.
pub(crate) struct LazyModel {
    resources: Resources,
    resource: ModelResource,
    threads: usize,
    loaded: OnceLock<Result<SentenceModel, Failure>>,
}

impl LazyModel {
    /// The shipped model, not loaded yet.
    pub(crate) fn of(resources: &Resources) -> Result<Self, Failure> {
        let (resource, resources) = (resources.model()?, resources.clone());
        Ok(Self { resource, resources, threads: threads(), loaded: OnceLock::new() })
    }

    fn load(&self) -> Result<SentenceModel, Failure> {
        let library = self.resources.runtime_library()?;
        let (model, tokenizer) = self.resources.model_bytes()?;
        let files = ModelFiles {
            reference: self.resource.reference.clone(),
            version: &self.resource.version,
            model: &model,
            tokenizer: &tokenizer,
            max_tokens: self.resource.max_tokens,
            dimensions: self.resource.dimensions,
        };
        SentenceModel::load(&library, &files, self.threads).map_err(|error| {
            Failure::new(Code::Installation, format!("The model does not load: {error}."), "Install Holdfast again.")
        })
    }
}

impl Embedder for LazyModel {
    fn model(&self) -> &ModelRef {
        &self.resource.reference
    }

    fn version(&self) -> &str {
        &self.resource.version
    }

    fn dimensions(&self) -> usize {
        self.resource.dimensions
    }

    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        match self.loaded.get_or_init(|| self.load()) {
            Ok(model) => model.embed(texts),
            Err(failure) => Err(EmbedError::Unavailable(failure.clone())),
        }
    }
}

/// Who reviews: the given name, else that of the user of this machine.
pub(crate) fn reviewer(named: Option<&str>) -> Result<String, Failure> {
    let name = named.map(str::to_owned).or_else(|| whoami::username().ok()).filter(|name| !name.trim().is_empty());
    name.ok_or_else(|| {
        let hint = "Give one with --reviewer NAME or the variable HOLDFAST_REVIEWER.";
        Failure::new(Code::Usage, "There is no name for the reviewer.", hint)
    })
}

/// What ships with the program, with the rule packs that the options name.
pub(crate) fn resources(global: &Global) -> Result<Resources, Failure> {
    Resources::locate(PackSource {
        folder: global.rulepacks.clone(),
        keys: TrustedKeys::shipped(),
        allow_unsigned: global.allow_unsigned_packs,
    })
}

/// Resources and rule packs of one command.
pub(crate) struct Shipped {
    pub(crate) resources: Resources,
    pub(crate) packs: Packs,
}

impl Shipped {
    /// Reads the rule packs; the user is warned of every unsigned one, also where progress is off.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        let resources = resources(global)?;
        let packs = resources.packs()?;
        for (pack, doubt) in packs.unsigned() {
            warn(global.json, &format!("The rule pack {} {} is used unsigned: {doubt}.", pack.id, pack.version));
        }
        Ok(Self { resources, packs })
    }
}

/// The workspace folder that the options name, or the default one of this user.
pub(crate) fn workspace_dir(global: &Global) -> Result<PathBuf, Failure> {
    if let Some(dir) = &global.workspace {
        return Ok(dir.clone());
    }
    let data = ["XDG_DATA_HOME", "LOCALAPPDATA"].iter().find_map(std::env::var_os).map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share"));
    let base = data.or_else(home);
    base.map(|base| base.join("holdfast").join("workspace")).ok_or_else(|| {
        Failure::new(Code::Usage, "There is no home folder for a workspace.", "Name one with --workspace DIR.")
    })
}

/// The passphrase from file, environment or terminal; asked twice where it is a new one.
pub(crate) fn passphrase(global: &Global, new: bool) -> Result<Passphrase, Failure> {
    let text = if let Some(file) = &global.passphrase_file {
        let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|error| {
            let message = format!("The passphrase file {} cannot be read: {error}.", file.display());
            Failure::new(Code::Locked, message, "Check the path and permission of the file.")
        })?);
        text.trim_end_matches(['\r', '\n']).to_owned()
    } else if let Ok(text) = std::env::var("HOLDFAST_PASSPHRASE") {
        text
    } else if std::io::stdin().is_terminal() {
        ask(new)?
    } else {
        return Err(Failure::new(
            Code::Locked,
            "The workspace is locked and no passphrase was given.",
            "Use --passphrase-file FILE or the variable HOLDFAST_PASSPHRASE.",
        ));
    };
    if new && text.chars().count() < SHORTEST_PASSPHRASE {
        Zeroizing::new(text);
        let message = format!("The passphrase has fewer than {SHORTEST_PASSPHRASE} characters.");
        return Err(Failure::new(Code::Refused, message, "Choose a passphrase of several words."));
    }
    let passphrase = Passphrase::new(text);
    if passphrase.is_empty() {
        return Err(Failure::new(Code::Locked, "The passphrase is empty.", "Give the passphrase of the workspace."));
    }
    Ok(passphrase)
}

/// Shortest passphrase for a new workspace, in characters: NIST SP 800-63B asks for at least eight.
const SHORTEST_PASSPHRASE: usize = 8;

fn ask(new: bool) -> Result<String, Failure> {
    let refused = |error: std::io::Error| {
        Failure::new(Code::Locked, format!("The passphrase cannot be read: {error}."), "Use --passphrase-file FILE.")
    };
    let first = rpassword::prompt_password("Passphrase: ").map_err(refused)?;
    if new && first != *Zeroizing::new(rpassword::prompt_password("Once more: ").map_err(refused)?) {
        return Err(Failure::new(Code::Locked, "The two passphrases differ.", "Run the command again."));
    }
    Ok(first)
}

/// Time of this command, RFC 3339 in UTC.
pub(crate) fn now() -> String {
    let seconds = jiff::Timestamp::now().as_second();
    jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}
