//! Linux: Landlock takes the files and TCP, a system call filter the rest of the network and other processes, a
//! resource limit the memory.

use std::collections::BTreeMap;

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, Scope,
    path_beneath_rules,
};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

use crate::decode;

/// Memory of the program itself: stacks of threads, tables, what the heap keeps, a file whose header is read.
const BASE_BYTES: u64 = 256 << 20;

/// What a decoder has no business with. Landlock knows TCP only, and only newer ones do.
const DENIED: &[libc::c_long] = &[
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kill,
    libc::SYS_io_uring_setup,
    libc::SYS_open_by_handle_at,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_unshare,
    libc::SYS_mount,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
];

pub(super) fn confine() {
    if let Err(error) = give_up_files() {
        tracing::debug!(%error, "Landlock");
    }
    if let Err(error) = give_up_calls() {
        tracing::debug!(%error, "seccomp");
    }
}

/// Files that are open stay so: the pipes to the program. Fonts may still be read, for texts in drawings.
fn give_up_files() -> Result<(), RulesetError> {
    // Older kernels do as much of this as they know.
    let abi = ABI::V6;
    let rules = Ruleset::default().handle_access(AccessFs::from_all(abi))?;
    let rules = rules.handle_access(AccessNet::from_all(abi))?.scope(Scope::from_all(abi))?;
    let fonts = path_beneath_rules(decode::folders(), AccessFs::from_read(abi));
    rules.create()?.add_rules(fonts)?.restrict_self()?;
    Ok(())
}

fn give_up_calls() -> Result<(), seccompiler::Error> {
    let mut rules: BTreeMap<i64, _> = DENIED.iter().map(|&call| (call, Vec::new())).collect();
    rules.insert(libc::SYS_clone, vec![new_process()?]);
    deny(rules, libc::EPERM)?;
    // Its flags lie where a filter cannot look. The C library takes the older call when there is none.
    deny(BTreeMap::from([(libc::SYS_clone3, Vec::new())]), libc::ENOSYS)
}

/// A child of a worker would not end with the program; threads do.
fn new_process() -> Result<SeccompRule, BackendError> {
    let is_thread = SeccompCmpOp::MaskedEq(libc::CLONE_THREAD as u64);
    SeccompRule::new(vec![SeccompCondition::new(0, SeccompCmpArgLen::Dword, is_thread, 0)?])
}

fn deny(rules: BTreeMap<i64, Vec<SeccompRule>>, errno: i32) -> Result<(), seccompiler::Error> {
    let architecture = std::env::consts::ARCH.try_into()?;
    let denied = SeccompAction::Errno(errno as u32);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, denied, architecture)?;
    let program: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter(&program)
}

/// Private memory that can be written to, which is what pictures take; reserved addresses do not count.
pub(super) fn allow_memory(bytes: u64) {
    // The estimate counts what is used at the peak; codecs and the heap ask for somewhat more than they use.
    let soft = bytes.saturating_add(bytes / 2).saturating_add(BASE_BYTES);
    if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_DATA) {
        let _ = setrlimit(Resource::RLIMIT_DATA, soft.min(hard), hard);
    }
}
