//! Windows: the process puts itself into a job object that bounds memory, processor time and processes.
#![allow(unsafe_code, reason = "job objects have no safe interface that sets these limits")]

use std::{io, mem, ptr};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_JOB_TIME, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// What the processes of the job may use.
pub(super) struct Job {
    /// Committed memory of each process, in bytes.
    pub(super) memory: u64,
    /// Processor time of all of them, in seconds.
    pub(super) seconds: u64,
    /// How many there may be, this one included.
    pub(super) processes: u32,
}

impl Job {
    /// Puts this process into the job for good. What it starts is in the job too and ends with it.
    pub(super) fn enter(&self) -> io::Result<()> {
        // SAFETY: no security attributes and no name are both allowed to be null.
        let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
        if job.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the structure holds integers only, for which zero means that nothing is limited.
        let mut limits: JOBOBJECT_EXTENDED_LIMIT_INFORMATION = unsafe { mem::zeroed() };
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY
            | JOB_OBJECT_LIMIT_JOB_TIME
            | JOB_OBJECT_LIMIT_ACTIVE_PROCESS
            | JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
            | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
        // In units of 100 nanoseconds.
        limits.BasicLimitInformation.PerJobUserTimeLimit = self.seconds.saturating_mul(10_000_000) as i64;
        limits.BasicLimitInformation.ActiveProcessLimit = self.processes;
        limits.ProcessMemoryLimit = usize::try_from(self.memory).unwrap_or(usize::MAX);
        let size = mem::size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32;
        let kind = JobObjectExtendedLimitInformation;
        // SAFETY: the pointer and the size are those of the structure that this kind of information is made of. The
        // handle is never closed by hand: it closes when the process ends, and that ends the job.
        let entered = unsafe {
            SetInformationJobObject(job, kind, ptr::addr_of!(limits).cast(), size) != 0
                && AssignProcessToJobObject(job, GetCurrentProcess()) != 0
        };
        if entered { Ok(()) } else { Err(io::Error::last_os_error()) }
    }
}
