//! Rights that a worker gives up before it sees the first byte of a document.

use crate::Limits;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// What keeps a worker from doing harm, strongest first. Every level has its own process, a wall-clock limit, and is
/// killed when it does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxLevel {
    /// Resource limits, no file system and no network (Landlock), and an allow-list of system calls (seccomp).
    Full,
    /// Resource limits and an allow-list of system calls; the kernel has no Landlock.
    Calls,
    /// Resource limits only: memory, processor time, and no file output (Unix) or no further process (Windows).
    Limits,
    /// A process of its own and nothing else.
    Process,
}

/// Takes the rights of this process away for good and says how far the kernel followed.
///
/// Afterwards it can use the memory and the descriptors that it has, and start nothing: no file, no socket, no
/// process, no thread.
pub fn lock_down(limits: &Limits) -> SandboxLevel {
    filter_calls(drop_rights(limits))
}

/// What the first step reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rights {
    limited: bool,
    confined: bool,
}

/// Files, network and resources; holds for threads started afterwards.
pub(crate) fn drop_rights(limits: &Limits) -> Rights {
    // Landlock needs a descriptor to set itself up, so it comes before the limit on descriptors.
    let confined = system::confine();
    Rights { confined, limited: resources::limit(limits).is_ok() }
}

/// System calls, on all threads of the process.
pub(crate) fn filter_calls(rights: Rights) -> SandboxLevel {
    let filtered = system::filter();
    match (rights.limited, filtered, rights.confined) {
        (true, true, true) => SandboxLevel::Full,
        (true, true, false) => SandboxLevel::Calls,
        (true, false, _) => SandboxLevel::Limits,
        (false, _, _) => SandboxLevel::Process,
    }
}

/// Takes from the process what recognising text takes not, before it becomes the recogniser: writing files, the
/// network, and reading anything but programs, libraries and language data. Whether the limits hold.
pub(crate) fn confine_recogniser(program: &Path, page: Duration) -> bool {
    resources::limit_recogniser(page).is_ok() && system::confine_recogniser(program)
}

#[cfg(unix)]
mod resources {
    use crate::{Limits, worker::pool::processor_seconds};
    use rlimit::{Resource, setrlimit};
    use std::io;
    use std::time::Duration;

    pub(super) fn limit(limits: &Limits) -> io::Result<()> {
        let seconds = processor_seconds(limits);
        setrlimit(Resource::AS, limits.memory, limits.memory)?;
        setrlimit(Resource::CPU, seconds, seconds)?;
        setrlimit(Resource::FSIZE, 0, 0)?;
        setrlimit(Resource::CORE, 0, 0)?;
        // Standard input, output and error are open; there will be no fourth.
        setrlimit(Resource::NOFILE, 3, 3)
    }

    pub(super) fn limit_recogniser(page: Duration) -> io::Result<()> {
        setrlimit(Resource::AS, 4 << 30, 4 << 30)?;
        setrlimit(Resource::CPU, page.as_secs(), page.as_secs())?;
        setrlimit(Resource::FSIZE, 0, 0)?;
        setrlimit(Resource::CORE, 0, 0)?;
        setrlimit(Resource::NOFILE, 64, 64)
    }
}

#[cfg(windows)]
mod resources {
    use crate::Limits;
    use crate::worker::{job::Job, pool::processor_seconds};
    use std::io;
    use std::time::Duration;

    pub(super) fn limit(limits: &Limits) -> io::Result<()> {
        Job { memory: limits.memory, seconds: processor_seconds(limits), processes: 1 }.enter()
    }

    pub(super) fn limit_recogniser(page: Duration) -> io::Result<()> {
        // This process and the recogniser, which it cannot become.
        Job { memory: 4 << 30, seconds: page.as_secs(), processes: 2 }.enter()
    }
}

#[cfg(not(any(unix, windows)))]
mod resources {
    use crate::Limits;
    use std::io;

    pub(super) fn limit(_: &Limits) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn limit_recogniser(_: std::time::Duration) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(target_os = "linux")]
mod system {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
        RulesetStatus,
    };
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    /// No file and no TCP port at all. True only where the kernel enforces both.
    pub(super) fn confine() -> bool {
        let restrict = || -> Result<RulesetStatus, RulesetError> {
            let ruleset = Ruleset::default().handle_access(AccessFs::from_all(ABI::V5))?;
            let ruleset = ruleset.handle_access(AccessNet::from_all(ABI::V5))?.create()?;
            Ok(ruleset.restrict_self()?.ruleset)
        };
        restrict().is_ok_and(|status| status != RulesetStatus::NotEnforced)
    }

    /// Folders that a program is loaded from, and language data beside it.
    const READABLE: [&str; 7] = ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/opt", "/proc/self"];
    /// Calls that reach other machines or other processes.
    const REFUSED: [i64; 20] = [
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_pidfd_send_signal,
        libc::SYS_truncate,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
        libc::SYS_mount,
        libc::SYS_keyctl,
    ];

    /// False where the kernel has no Landlock: without it the recogniser could read what it likes, so nothing is recognised.
    pub(super) fn confine_recogniser(program: &Path) -> bool {
        let data = std::env::var_os("TESSDATA_PREFIX").map(PathBuf::from);
        let beside = program.parent().map(Path::to_owned);
        let folders = READABLE.iter().map(PathBuf::from).chain(data).chain(beside);
        let paths: Vec<PathFd> = folders.filter_map(|folder| PathFd::new(folder).ok()).collect();
        let restrict = || -> Result<RulesetStatus, RulesetError> {
            let mut ruleset = Ruleset::default()
                .handle_access(AccessFs::from_all(ABI::V5))?
                .handle_access(AccessNet::from_all(ABI::V5))?
                .create()?;
            for path in paths {
                ruleset = ruleset.add_rule(PathBeneath::new(path, AccessFs::from_read(ABI::V5)))?;
            }
            Ok(ruleset.restrict_self()?.ruleset)
        };
        let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else { return false };
        let rules: BTreeMap<i64, _> = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
        let refuse = SeccompAction::Errno(libc::EPERM as u32);
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch).and_then(BpfProgram::try_from);
        let is_confined = restrict().is_ok_and(|status| status != RulesetStatus::NotEnforced);
        is_confined && filter.is_ok_and(|program| seccompiler::apply_filter(&program).is_ok())
    }

    /// What parsing takes: memory, locks, the clock, and reading and writing open descriptors.
    const ALLOWED: [i64; 30] = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_newfstatat,
        libc::SYS_lseek,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_getrandom,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    pub(super) fn filter() -> bool {
        let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else { return false };
        let rules: BTreeMap<i64, _> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
        // Refusing rather than killing: libraries ask for things that they can do without.
        let refuse = SeccompAction::Errno(libc::EPERM as u32);
        let filter = SeccompFilter::new(rules, refuse, SeccompAction::Allow, arch);
        let program = filter.and_then(BpfProgram::try_from);
        program.is_ok_and(|program| seccompiler::apply_filter_all_threads(&program).is_ok())
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::path::Path;

    pub(super) fn confine_recogniser(_: &Path) -> bool {
        true
    }

    pub(super) fn confine() -> bool {
        false
    }

    pub(super) fn filter() -> bool {
        false
    }
}
