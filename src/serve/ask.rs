//! What every tagging request may ask for in its address: `?policy=…&offsets=…&keep=…`.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::problem::{Kind, Problem};
use crate::span::OffsetUnit;

/// The parameters of a request with notes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Ask {
    /// 方針の ID。省略時はサーバーの既定の方針
    #[param(example = "taito-2025")]
    pub(super) policy: Option<String>,
    /// 位置の単位。JavaScript からは utf16 が使いやすい
    #[param(inline)]
    pub(super) offsets: Offsets,
    /// 入力の他の項目を `input` として結果に残す
    pub(super) keep: bool,
}

/// The unit of `start` and `end`.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Offsets {
    #[default]
    Char,
    Utf16,
    Byte,
}

impl From<Offsets> for OffsetUnit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Char => Self::Char,
            Offsets::Utf16 => Self::Utf16,
            Offsets::Byte => Self::Byte,
        }
    }
}

/// A query as the framework read it.
pub(super) type Asked<T> = Result<Query<T>, QueryRejection>;

/// The parameters, or a problem that names the wrong one.
///
/// # Errors
/// A parameter that is not known, or a value that it cannot have.
pub(super) fn asked<T>(query: Asked<T>, known: &str) -> Result<T, Problem> {
    query.map(|Query(ask)| ask).map_err(|rejection| {
        Problem::new(
            Kind::BadRequest,
            format!("URL の ? 以降を読めません({})。", rejection.body_text()),
            format!("使えるのは {known} です。"),
        )
    })
}

/// The names for [`asked`].
pub(super) const KNOWN: &str = "policy=方針のID、offsets=char・utf16・byte、keep=true・false";
