//! The arguments of the verbs, and how they become a recipe.

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, ValueEnum, ValueHint};
use converter::loss::{Loss, Switch, Switches};
use converter::recipe::{
    AnimationPolicy, AvifEngine, BitDepth, ColorPolicy, Effort, Format, Goal, Look, MetadataPolicy, Quality,
    Resize, Subsampling,
};
use converter::target::{Conflict, Template};
use converter::{Isolation, Limits, Recipe};

use crate::originals::Policy;
use crate::size::{HOW, size};

/// Arguments of `picopress convert`.
#[derive(Debug, Args)]
pub struct Convert {
    /// Pictures, and folders of pictures
    #[arg(required_unless_present = "resume", value_name = "FILE|FOLDER", value_hint = ValueHint::AnyPath)]
    pub sources: Vec<PathBuf>,

    #[command(flatten)]
    pub wishes: Wishes,

    /// Look into folders within folders
    #[arg(short, long)]
    pub recursive: bool,

    /// Put the results here instead of beside their sources
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath,
          value_parser = PathBufValueParser::new().try_map(folder))]
    pub output: Option<PathBuf>,

    /// How results are named, from {name}, {suffix} (such as -q80) and {ext}
    #[arg(long, value_name = "TEMPLATE", default_value = "{name}.{ext}")]
    pub template: Template,

    /// What to do when a file stands where a result should go
    #[arg(long, value_name = "WHAT", default_value = "rename")]
    on_conflict: OnConflict,

    /// What becomes of an original once its conversion stands [default: keep]
    #[arg(long, value_name = "WHAT")]
    pub originals: Option<Policy>,

    /// Go on with the last run that was stopped or killed, as it was asked for then
    #[arg(long, conflicts_with_all = ["sources", "Wishes", "Advanced", "originals", "output", "recursive", "dry_run"])]
    pub resume: bool,

    /// Write what became of each picture to this file: .csv or .json
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath,
          value_parser = PathBufValueParser::new().try_map(report))]
    pub report: Option<PathBuf>,

    /// Pictures at once [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// Memory for all pictures under way, such as 800M or 1.5GiB [default: a quarter of the machine's, at most 2GiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub memory: Option<u64>,

    /// Refuse pictures of more than this
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=4096))]
    max_megapixels: u64,

    /// Decode and encode in the program itself instead of in workers that can do no harm: a codec that crashes ends
    /// the run
    #[arg(long)]
    in_process: bool,

    /// Show what would be done, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Tell what happens as one JSON object a line
    #[arg(long)]
    pub json: bool,

    /// Say only what went wrong
    #[arg(long)]
    pub quiet: bool,
}

/// What decides the bytes of the outputs: a recipe as it is typed.
#[derive(Debug, Args)]
pub struct Wishes {
    /// Begin with the wishes of this preset; what else is typed wins over it (see `picopress preset list`)
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,

    /// What to make [default: webp]
    #[arg(long, value_name = "FORMAT")]
    to: Option<To>,

    /// Quality from 1 to 100; AVIF of the same number looks the same [default: 80]
    #[arg(short, long, value_name = "1-100", value_parser = quality, group = "goal")]
    quality: Option<Quality>,

    /// The fewest bytes that look so much like the source: small, balanced, high, max, or a SSIMULACRA2 score from 1 to 100
    #[arg(long, value_name = "LOOK", group = "goal")]
    look: Option<Look>,

    /// The best look in at most so many bytes, such as 500k: first with less quality, then with fewer pixels
    #[arg(long, value_name = "SIZE", value_parser = bytes, group = "goal")]
    max_bytes: Option<NonZeroU64>,

    /// Keep every pixel exactly as it is, hidden ones too
    #[arg(long, group = "goal")]
    lossless: bool,

    /// WebP: lossless after small changes that help it; 0 changes most, 100 nothing
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u8).range(0..=100), group = "goal")]
    near_lossless: Option<u8>,

    /// From 0 (quick) to 6 (smallest) [default: 4]
    #[arg(long, value_name = "0-6", value_parser = effort)]
    effort: Option<Effort>,

    /// New size: 1920x1080 (fit), 1920x1080! (exact), 50%, long:2048, short:1080
    #[arg(long, value_name = "SPEC")]
    resize: Option<Resize>,

    /// Which metadata goes along [default: all]
    #[arg(long, value_name = "POLICY")]
    metadata: Option<Metadata>,

    /// What becomes of an animation [default: keep]
    #[arg(long, value_name = "POLICY")]
    animation: Option<Animation>,

    /// Keep the original unless at least this much is saved, in percent; every result is taken when size, metadata or
    /// colours are to change [default: 5]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_saving: Option<u8>,

    /// Take every result, even one larger than its original
    #[arg(long, conflicts_with = "min_saving")]
    always: bool,

    /// Convert pictures that lose this, even where the original does not stay
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    allow_loss: Vec<LossKind>,

    /// Leave pictures alone that would lose this
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    refuse_loss: Vec<LossKind>,

    #[command(flatten, next_help_heading = "For people who know the formats")]
    advanced: Advanced,
}

#[derive(Debug, Args)]
struct Advanced {
    /// AVIF: chroma subsampling [default: 420 for effort 0-2, else 444]
    #[arg(long, value_name = "420|444")]
    subsampling: Option<Chroma>,

    /// AVIF: bits a channel [default: 10 when the source has more than 8]
    #[arg(long, value_name = "8|10")]
    depth: Option<Depth>,

    /// AVIF: which encoder
    #[arg(long, value_name = "ENGINE")]
    avif_engine: Option<Engine>,

    /// WebP: sharper edges between strong colours
    #[arg(long)]
    sharp_yuv: bool,

    /// WebP: quality of the alpha channel [default: 100, exact]
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u8).range(0..=100))]
    alpha_quality: Option<u8>,

    /// WebP: keep the colours of wholly transparent pixels in lossy files too
    #[arg(long)]
    exact: bool,

    /// Convert all colours to sRGB instead of keeping the profile
    #[arg(long)]
    srgb: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    Webp,
    Avif,
    /// Both are tried, the smaller is kept
    Auto,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Metadata {
    /// All of it
    All,
    /// All but where the picture was taken
    NoLocation,
    /// Only when it was taken
    Dates,
    /// Nothing
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Animation {
    /// It stays one
    Keep,
    /// Its first frame becomes a still picture
    FirstFrame,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LossKind {
    /// What makes a photograph shine on HDR screens
    GainMap,
    /// How far away things are
    DepthMap,
    /// The film behind a photograph
    MotionPhoto,
    /// All pages but the first
    Pages,
    /// All frames but the first
    Frames,
    /// The layers of a PSD
    Layers,
    /// CMYK inks
    Inks,
    /// The lines of an SVG
    Drawing,
    /// Pixels beyond 16,383 a side in WebP
    Side,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OnConflict {
    /// Take the next free name: photo (2).webp
    Rename,
    /// Leave it and convert nothing
    Skip,
    /// Replace it (never a source of the same run)
    Overwrite,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Chroma {
    #[value(name = "420")]
    Yuv420,
    #[value(name = "444")]
    Yuv444,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Depth {
    #[value(name = "8")]
    Eight,
    #[value(name = "10")]
    Ten,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Engine {
    /// libaom: smaller and faster
    Libaom,
    /// rav1e: pure Rust, sRGB 4:4:4
    Rav1e,
}

impl Wishes {
    fn goal(&self) -> Option<Goal> {
        let quality = self.quality.map(Goal::Quality);
        let look = self.look.map(Goal::Look);
        let most = self.max_bytes.map(Goal::MaxBytes);
        let lossless = self.lossless.then_some(Goal::Lossless);
        quality.or(look).or(most).or(lossless).or(self.near_lossless.map(Goal::NearLossless))
    }

    /// The recipe: what was typed, over what `base` says, which is a preset or the settings.
    pub fn recipe(&self, base: &Recipe) -> Recipe {
        let (advanced, usual) = (&self.advanced, &base.advanced);
        Recipe {
            format: self.to.map_or(base.format, To::format),
            goal: self.goal().unwrap_or(base.goal),
            effort: self.effort.unwrap_or(base.effort),
            resize: self.resize.or(base.resize),
            metadata: self.metadata.map_or(base.metadata, Metadata::policy),
            color: if advanced.srgb { ColorPolicy::Srgb } else { base.color },
            animation: self.animation.map_or(base.animation, Animation::policy),
            min_saving: if self.always { None } else { self.min_saving.or(base.min_saving) },
            losses: self.losses(&base.losses),
            advanced: converter::recipe::Advanced {
                subsampling: advanced.subsampling.map(Chroma::subsampling).or(usual.subsampling),
                depth: advanced.depth.map(Depth::bits).or(usual.depth),
                avif_engine: advanced.avif_engine.map_or(usual.avif_engine, Engine::engine),
                sharp_yuv: advanced.sharp_yuv || usual.sharp_yuv,
                alpha_quality: advanced.alpha_quality.or(usual.alpha_quality),
                exact: advanced.exact || usual.exact,
            },
        }
    }
}

impl Wishes {
    /// What is said of each kind of loss: what was typed, over what `base` says.
    fn losses(&self, base: &Switches) -> Switches {
        let mut switches = base.clone();
        self.allow_loss.iter().for_each(|kind| switches.set(kind.loss(), Switch::Convert));
        self.refuse_loss.iter().for_each(|kind| switches.set(kind.loss(), Switch::Skip));
        switches
    }
}

impl Convert {
    /// Where the pictures are decoded.
    pub fn isolation(&self) -> Isolation {
        if self.in_process { Isolation::InProcess } else { Isolation::of_this_program() }
    }

    /// What a source may ask of this machine.
    pub fn limits(&self) -> Limits {
        Limits { pixels: self.max_megapixels * 1_000_000, ..Limits::default() }
    }

    /// What to do when something stands in the way.
    pub fn conflict(&self) -> Conflict {
        match self.on_conflict {
            OnConflict::Rename => Conflict::Rename,
            OnConflict::Skip => Conflict::Skip,
            OnConflict::Overwrite => Conflict::Overwrite,
        }
    }

    /// Pictures at once: as typed, else as set, else one a core.
    pub fn workers(&self, settings: Option<usize>, cores: usize) -> usize {
        self.jobs.map(usize::from).or(settings).unwrap_or(cores).clamp(1, 1024)
    }
}

impl LossKind {
    fn loss(self) -> Loss {
        match self {
            LossKind::GainMap => Loss::GainMap,
            LossKind::DepthMap => Loss::DepthMap,
            LossKind::MotionPhoto => Loss::MotionPhoto,
            LossKind::Pages => Loss::Pages,
            LossKind::Frames => Loss::Frames,
            LossKind::Layers => Loss::Layers,
            LossKind::Inks => Loss::Inks,
            LossKind::Drawing => Loss::Drawing,
            LossKind::Side => Loss::Side,
        }
    }
}

impl To {
    fn format(self) -> Format {
        match self {
            To::Webp => Format::Webp,
            To::Avif => Format::Avif,
            To::Auto => Format::Auto,
        }
    }
}

impl Metadata {
    fn policy(self) -> MetadataPolicy {
        match self {
            Metadata::All => MetadataPolicy::All,
            Metadata::NoLocation => MetadataPolicy::NoLocation,
            Metadata::Dates => MetadataPolicy::Dates,
            Metadata::None => MetadataPolicy::None,
        }
    }
}

impl Animation {
    fn policy(self) -> AnimationPolicy {
        match self {
            Animation::Keep => AnimationPolicy::Keep,
            Animation::FirstFrame => AnimationPolicy::FirstFrame,
        }
    }
}

impl Chroma {
    fn subsampling(self) -> Subsampling {
        match self {
            Chroma::Yuv420 => Subsampling::Yuv420,
            Chroma::Yuv444 => Subsampling::Yuv444,
        }
    }
}

impl Depth {
    fn bits(self) -> BitDepth {
        match self {
            Depth::Eight => BitDepth::Eight,
            Depth::Ten => BitDepth::Ten,
        }
    }
}

impl Engine {
    fn engine(self) -> AvifEngine {
        match self {
            Engine::Libaom => AvifEngine::Libaom,
            Engine::Rav1e => AvifEngine::Rav1e,
        }
    }
}

fn quality(text: &str) -> Result<Quality, String> {
    text.parse().ok().and_then(Quality::new).ok_or_else(|| "use a whole number from 1 to 100".to_owned())
}

fn effort(text: &str) -> Result<Effort, String> {
    text.parse().ok().and_then(Effort::new).ok_or_else(|| "use a whole number from 0 to 6".to_owned())
}

/// A file whose name says in which form the report is wanted.
fn report(path: PathBuf) -> Result<PathBuf, String> {
    let form = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    let is_known = matches!(form.as_deref(), Some("csv" | "json"));
    if is_known { Ok(path) } else { Err("use a name that ends in .csv or .json".to_owned()) }
}

/// A path that is a folder, or can become one.
fn folder(path: PathBuf) -> Result<PathBuf, String> {
    if path.exists() && !path.is_dir() { Err("this is a file, not a folder".to_owned()) } else { Ok(path) }
}

/// A limit of bytes, which is at least one.
fn bytes(text: &str) -> Result<NonZeroU64, String> {
    size(text).and_then(|bytes| NonZeroU64::new(bytes).ok_or_else(|| HOW.to_owned()))
}
