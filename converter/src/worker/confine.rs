//! What a worker gives up before it reads a byte of a picture. Each system does what it can; what one cannot do is
//! no reason not to work.

#[cfg(target_os = "linux")]
mod linux;

/// Gives up files, network, other processes, and traces on the disk.
pub(super) fn confine() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, setrlimit};
        // A dump of the memory would hold the picture.
        let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    }
    #[cfg(target_os = "linux")]
    linux::confine();
    allow_memory(0);
}

/// Bounds the memory of this process to what a picture that needs so many bytes explains.
pub(super) fn allow_memory(bytes: u64) {
    #[cfg(target_os = "linux")]
    linux::allow_memory(bytes);
    #[cfg(not(target_os = "linux"))]
    let _ = bytes;
}
