//! The program as its users meet it: started on real files, judged by what it says and what stands on the disk.

mod convert;
mod desk;
mod disk;
mod kill;
mod names;
mod order;
mod stop;
