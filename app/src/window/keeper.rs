//! What is written down anew with every change. Each change is written on a thread of its own; here they are put in order,
//! so that the file ends as the newest says, however many come at once.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps a file like a value. Clones keep the same one.
#[derive(Debug)]
pub struct Keeper<T>(Arc<Shared<T>>);

#[derive(Debug)]
struct Shared<T> {
    /// The newest, until somebody writes it.
    wanted: Mutex<Option<T>>,
    /// What the file says.
    written: Mutex<T>,
}

impl<T> Clone for Keeper<T> {
    fn clone(&self) -> Self {
        Keeper(self.0.clone())
    }
}

impl<T> Keeper<T> {
    /// Keeps a file that says `written`.
    pub fn new(written: T) -> Self {
        Keeper(Arc::new(Shared { wanted: Mutex::new(None), written: Mutex::new(written) }))
    }

    /// The file is to say this.
    pub fn want(&self, value: T) {
        *lock(&self.0.wanted) = Some(value);
    }

    /// Writes what the file is to say, unless somebody did meanwhile. `write` is told what it says, and what it is to say.
    ///
    /// # Errors
    /// Those of `write`; the file is then taken to say what it said.
    pub fn write(&self, write: impl FnOnce(&T, &T) -> io::Result<()>) -> io::Result<()> {
        let mut written = lock(&self.0.written);
        let Some(wanted) = lock(&self.0.wanted).take() else { return Ok(()) };
        write(&written, &wanted)?;
        *written = wanted;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_changes_at_once_the_newest_stays() {
        let keeper = Keeper::new(0);
        let file = Arc::new(Mutex::new(0));
        std::thread::scope(|scope| {
            for value in 1..=100 {
                keeper.want(value);
                let (keeper, file) = (keeper.clone(), file.clone());
                scope.spawn(move || {
                    keeper.write(|written, wanted| {
                        let mut file = lock(&file);
                        assert_eq!(*file, *written);
                        *file = *wanted;
                        Ok(())
                    })
                });
            }
        });
        assert_eq!(*lock(&file), 100);
    }

    #[test]
    fn what_could_not_be_written_is_a_change_still() {
        let keeper = Keeper::new("before");
        keeper.want("lost");
        keeper.write(|_, _| Err(io::ErrorKind::StorageFull.into())).expect_err("no room");
        keeper.want("after");
        keeper
            .write(|written, wanted| {
                assert_eq!((*written, *wanted), ("before", "after"));
                Ok(())
            })
            .expect("room");
        keeper.write(|_, _| unreachable!("it is written")).expect("nothing to do");
    }
}
