//! The page in a real browser: headless Chromium, driven over `WebDriver`. With `FUDA_SHOTS=folder` screenshots are
//! kept there.

mod driver;
mod page;
mod snippet;
