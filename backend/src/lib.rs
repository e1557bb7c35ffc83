//! The subscription service: accounts, devices, licences, payments and administration.
//!
//! Nothing lives here yet. It will share only `protocol` with the program on the desk.
