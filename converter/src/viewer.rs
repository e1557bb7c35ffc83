//! Pictures for people to look at, file by file: what a row says, its thumbnail, and what a recipe would make of it.
//! Files are read here; their pixels are decoded where [`Isolation`] says.

use std::path::Path;

use crate::budget::Budget;
use crate::cancel::Cancel;
use crate::conversion::{self, Failure, Host};
use crate::convert::Run;
use crate::error::{Error, ErrorKind, Stage};
use crate::input::{self, InputFormat, Source};
use crate::limits::Limits;
use crate::preview;
use crate::recipe::Recipe;
use crate::worker::Isolation;
use crate::{Thumbnail, Trial, thumbnail, trial};

/// Who shows pictures. Clones share their memory and their workers.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// What a source may ask for.
    pub limits: Limits,
    /// Memory that the pictures being looked at share. With the budget of a batch they would wait for it.
    pub budget: Budget,
    /// Where bytes of strangers are decoded.
    pub isolation: Isolation,
}

/// What a short look at the headers of a file shows: a few small reads, no pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What its content is.
    pub format: InputFormat,
    /// Bytes of the file.
    pub bytes: u64,
    /// Width and height as they are stored, before anything is turned upright; `None` where only a decoder knows. A
    /// [`Thumbnail`] has those that people see.
    pub stored_size: Option<(u32, u32)>,
}

/// What is to be tried, and how it is to be shown.
#[derive(Debug, Clone)]
pub struct Wish {
    /// How the picture is to be converted.
    pub recipe: Recipe,
    /// The part to try it on, in pixels of the result; `None` is all of it.
    pub area: Option<trial::Area>,
    /// Pixels of the longer side of either view at most.
    pub longest: u32,
    /// Threads for it.
    pub threads: usize,
}

/// Looks at the headers of a file.
///
/// # Errors
/// `NotAPicture`, `Unsupported`, and what the operating system says.
pub fn facts(path: &Path) -> Result<Facts, Error> {
    let failed = |kind| Error::new(path, Stage::Read, kind);
    let look = preview::look(path).map_err(failed)?.ok_or_else(|| failed(ErrorKind::NotAPicture))?;
    Ok(Facts { format: look.format, bytes: look.metadata.len(), stored_size: look.size })
}

impl Viewer {
    /// The first frame of a file, its longer side at most `longest` pixels.
    ///
    /// # Errors
    /// The stage, and why; `Cancelled`, for which nobody waits longer than 200 ms where workers are used.
    pub fn thumbnail(&self, path: &Path, longest: u32, cancel: &Cancel) -> Result<Thumbnail, Error> {
        let order = thumbnail::Order { longest, limits: self.limits.clone() };
        self.look_at(path, cancel, |source, host| self.isolation.thumbnail(&order, source, host, cancel))
    }

    /// What would become of a file, or of a part of it.
    ///
    /// # Errors
    /// As [`Viewer::thumbnail`].
    pub fn try_out(&self, path: &Path, wish: Wish, cancel: &Cancel) -> Result<Trial, Error> {
        let Wish { recipe, area, longest, threads } = wish;
        let memory_bytes = self.budget.total();
        let conversion = conversion::Order { recipe, limits: self.limits.clone(), threads, memory_bytes };
        let order = trial::Order { conversion, area, longest };
        self.look_at(path, cancel, |source, host| self.isolation.try_out(&order, source, host, cancel))
    }

    /// Reads a file and does something with its bytes, within the memory there is.
    fn look_at<T>(
        &self,
        path: &Path,
        cancel: &Cancel,
        look: impl FnOnce(Source, &mut dyn Host) -> Result<T, Failure>,
    ) -> Result<T, Error> {
        let failed = |stage| move |kind| Error::new(path, stage, kind);
        let mut report = |_| ();
        let mut host = Run { report: &mut report, budget: &self.budget, cancel, lease: None };
        let bytes = path.metadata().map_err(|error| failed(Stage::Read)(error.into()))?.len();
        host.stage(Stage::Read).map_err(failed(Stage::Read))?;
        host.reserve(bytes.min(self.budget.total())).map_err(failed(Stage::Read))?;
        let (source, _) = input::read(path, &self.limits).map_err(failed(Stage::Read))?;
        look(source, &mut host).map_err(|failure| failed(failure.stage)(failure.kind))
    }
}
