//! What the server answers when it cannot answer: `application/problem+json` (RFC 9457) with a cure.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, ErrorKind};

/// The kinds of problem. The name is the `code` of the answer, and the anchor of its row in `/docs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    BadRequest,
    UnknownPolicy,
    UnknownRule,
    Unauthorized,
    ForbiddenHost,
    ForbiddenOrigin,
    NotFound,
    MethodNotAllowed,
    TimeOut,
    BodyTooLarge,
    NoteTooLong,
    UnsupportedType,
    Unreadable,
    TooManyRequests,
    Internal,
}

impl Kind {
    /// Every kind, for the documentation.
    #[cfg(test)]
    pub(super) const ALL: [Self; 15] = [
        Self::BadRequest,
        Self::UnknownPolicy,
        Self::UnknownRule,
        Self::Unauthorized,
        Self::ForbiddenHost,
        Self::ForbiddenOrigin,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::TimeOut,
        Self::BodyTooLarge,
        Self::NoteTooLong,
        Self::UnsupportedType,
        Self::Unreadable,
        Self::TooManyRequests,
        Self::Internal,
    ];

    /// The name for programs, its status, and its title.
    pub(super) const fn told(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::BadRequest => ("bad-request", StatusCode::BAD_REQUEST, "要求の形が正しくありません"),
            Self::UnknownPolicy => ("unknown-policy", StatusCode::BAD_REQUEST, "その方針はありません"),
            Self::UnknownRule => ("unknown-rule", StatusCode::NOT_FOUND, "その規則はありません"),
            Self::Unauthorized => ("unauthorized", StatusCode::UNAUTHORIZED, "合い言葉(トークン)が要ります"),
            Self::ForbiddenHost => ("forbidden-host", StatusCode::FORBIDDEN, "この名前では応じていません"),
            Self::ForbiddenOrigin => {
                ("forbidden-origin", StatusCode::FORBIDDEN, "ほかのページからの要求には応じていません")
            }
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "その宛先はありません"),
            Self::MethodNotAllowed => {
                ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED, "この宛先にその方法は使えません")
            }
            Self::TimeOut => ("time-out", StatusCode::REQUEST_TIMEOUT, "時間内に終わりませんでした"),
            Self::BodyTooLarge => {
                ("body-too-large", StatusCode::PAYLOAD_TOO_LARGE, "送られた量が上限を超えています")
            }
            Self::NoteTooLong => ("note-too-long", StatusCode::PAYLOAD_TOO_LARGE, "記録が長すぎます"),
            Self::UnsupportedType => {
                ("unsupported-type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "この形式は受け取れません")
            }
            Self::Unreadable => ("unreadable", StatusCode::UNPROCESSABLE_ENTITY, "読み取れません"),
            Self::TooManyRequests => {
                ("too-many-requests", StatusCode::TOO_MANY_REQUESTS, "同時の要求が上限に達しています")
            }
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "サーバーの内部で失敗しました"),
        }
    }
}

/// Why a request was not answered. `detail` may quote the request: it goes back to whoever sent it, never to a log.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    kind: Kind,
    detail: String,
    cure: String,
}

/// The body of a problem.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody<'p> {
    /// Where this kind of problem is described, relative to the server.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong, in general.
    title: &'p str,
    /// The HTTP status.
    status: u16,
    /// The kind of problem, for programs.
    #[schema(example = "note-too-long")]
    code: &'p str,
    /// What is wrong, in this case.
    detail: &'p str,
    /// How to mend it.
    cure: &'p str,
}

impl Problem {
    pub(super) fn new(kind: Kind, detail: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), cure: cure.into() }
    }

    /// The same, with the place where it was found.
    pub(super) fn at(mut self, place: &str) -> Self {
        self.detail.insert_str(0, place);
        self
    }

    /// A fault of the server. What it was stands in the log, as far as it holds no words of a note.
    pub(super) fn internal() -> Self {
        Self::new(
            Kind::Internal,
            "この要求の処理が途中で止まりました。ほかの要求には影響しません。",
            "同じ要求で繰り返し起きるときは、サーバーのログの時刻と場所を管理者に伝えてください。",
        )
    }

    /// An error of the library, with the kind of problem that it is here.
    pub(super) fn from_error(error: &Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::Argument => Kind::BadRequest,
            ErrorKind::Input | ErrorKind::Io => Kind::Unreadable,
            _ => Kind::Internal,
        };
        let mut cure = error.cure().unwrap_or_default().to_owned();
        if cure.contains("`--") {
            // The library speaks to whoever types commands.
            cure += "(この画面では「本文の列」の欄、API では ?text=列名 のように URL で指定します)";
        }
        Self::new(kind, error.to_string(), cure)
    }

    #[cfg(test)]
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// The body as it is sent.
    pub(super) fn body(&self) -> ProblemBody<'_> {
        let (code, status, title) = self.kind.told();
        ProblemBody {
            kind: format!("/docs#{code}"),
            title,
            status: status.as_u16(),
            code,
            detail: &self.detail,
            cure: &self.cure,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (code, status, _) = self.kind.told();
        // A map of strings and a number: it cannot fail.
        let body = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.kind == Kind::TooManyRequests {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if self.kind == Kind::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"fuda\""));
        }
        response.extensions_mut().insert(Refusal(code));
        response
    }
}

/// The code of a problem, left on the response for the counters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal(pub(super) &'static str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_own_name_and_a_status_of_trouble() {
        let mut names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.told().0).collect();
        assert!(Kind::ALL.iter().all(|kind| kind.told().1.is_client_error() || *kind == Kind::Internal));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Kind::ALL.len());
    }

    #[test]
    fn every_problem_is_described_where_its_type_points() {
        let page = include_str!("page/docs.html");
        for kind in Kind::ALL {
            let (code, status, _) = kind.told();
            let row = format!("<tr id=\"{code}\"><td>{}</td><td>{code}</td>", status.as_u16());
            assert!(page.contains(&row), "{row}");
        }
    }

    #[test]
    fn errors_of_the_library_keep_their_words_and_their_cure() {
        let error = Error::new(ErrorKind::Input, "x.csv: 中身が空です").with_cure("別のファイルを");
        let problem = Problem::from_error(&error);
        let body = serde_json::to_value(problem.body()).unwrap();
        assert_eq!((&body["status"], &body["code"]), (&422.into(), &"unreadable".into()));
        assert_eq!(
            (&body["detail"], &body["cure"]),
            (&"x.csv: 中身が空です".into(), &"別のファイルを".into())
        );
    }
}
