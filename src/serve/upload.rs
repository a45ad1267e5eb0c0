//! `POST /v1/files`: a whole file in, the same file with suggestions out.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::app::Shared;
use super::ask::{Asked, Offsets, asked};
use super::problem::{Problem, ProblemBody};
use super::stream::{Opened, Piece, Stream, raw};
use crate::error::Error;
use crate::files::{CsvRender, Dialect, Encoding, Format, InputOptions, JsonlRender, Render, Source};

/// The parameters of a file.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct FileAsk {
    /// ファイルの名前。拡張子が形式の手がかりになる
    #[param(example = "対応記録.csv")]
    name: Option<String>,
    /// 方針の ID
    policy: Option<String>,
    /// 出力の形式。省略時は、表は元の形式、ほかは jsonl
    #[param(inline)]
    to: Option<To>,
    /// 入力の文字コード(省略時は判定)
    encoding: Option<String>,
    /// 出力の文字コード(省略時は入力と同じ。utf-8、utf-8-bom、cp932)
    to_encoding: Option<String>,
    /// 本文の列(または JSON のキー)の名前
    text: Option<String>,
    /// ID の列の名前
    id: Option<String>,
    /// jsonl 出力での位置の単位
    #[param(inline)]
    offsets: Offsets,
    /// jsonl 出力に入力の他の項目を `input` として残す
    keep: bool,
    /// true なら、進み具合を1行ずつ JSON で返し、出力はその中の `data`(Base64)に入る
    progress: bool,
}

/// The formats of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum To {
    Csv,
    Tsv,
    Jsonl,
}

const KNOWN: &str =
    "name、policy、to=csv・tsv・jsonl、encoding、to_encoding、text、id、offsets、keep、progress=true";

/// Tags a whole file and sends it back: the input's columns, and six more.
///
/// The body is the file itself. It is held in memory and never written to disk.
#[utoipa::path(
    post,
    path = "/v1/files",
    summary = "ファイル(CSV、TSV、JSONL、テキスト)に類型の候補を付けて返す",
    tag = "記録",
    params(FileAsk),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "候補を加えたファイル。progress=true なら1行に1つの出来事", content((Vec<u8> = "text/csv"), (String = "application/x-ndjson"))),
        (status = "4XX", description = "受け取れないファイル", body = ProblemBody<'_>, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn upload(
    State(app): State<Shared>,
    query: Asked<FileAsk>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let ask = asked(query, KNOWN)?;
    let desk = app.shelf.book().desk(ask.policy.as_deref(), &app.settings).await?;
    let name = ask.name.clone().filter(|name| !name.trim().is_empty());
    let stream = Stream {
        by_name: name.is_some(),
        name: name.clone().unwrap_or_else(|| "送られたファイル".to_owned()),
        options: InputOptions {
            format: None,
            encoding: ask.encoding.clone(),
            text: ask.text.clone(),
            id: ask.id.clone(),
            sheet: None,
            max_note_bytes: app.settings.limits.note_bytes,
        },
    };
    let rendering = ask.clone();
    let render = move |source: &Source| renderer(&rendering, source);
    let (opened, pieces) = stream.run(&app, &desk, &headers, body, render).await?;
    let to = ask.to.unwrap_or_else(|| usual(opened.format));
    if ask.progress {
        let first = event(&json!({
            "event": "start", "format": opened.format, "encoding": opened.encoding,
            "text_column": opened.text_column, "name": output_name(name.as_deref(), to),
        }));
        let first = futures_util::stream::iter([first]);
        let events = first.chain(pieces.map(|piece| event(&told(piece)))).map(Ok::<_, std::io::Error>);
        let kind = [(header::CONTENT_TYPE, "application/x-ndjson")];
        return Ok((kind, Body::from_stream(events)).into_response());
    }
    Ok((file_headers(name.as_deref(), to, &opened), raw(pieces)).into_response())
}

fn usual(format: &str) -> To {
    match format {
        "csv" => To::Csv,
        "tsv" => To::Tsv,
        _ => To::Jsonl,
    }
}

fn renderer(ask: &FileAsk, source: &Source) -> Result<Box<dyn Render + Send>, Error> {
    let encoding = match &ask.to_encoding {
        Some(name) => Encoding::parse(name)?,
        // What is read and not written leaves as Excel expects UTF-8.
        None => match source.encoding() {
            Encoding::EucJp | Encoding::Utf16Le | Encoding::Utf16Be => Encoding::Utf8Bom,
            same => same,
        },
    };
    let usual = match source.format() {
        Format::Csv | Format::Workbook => To::Csv,
        Format::Tsv => To::Tsv,
        Format::Jsonl | Format::Text => To::Jsonl,
    };
    // A table goes out in the dialect in which it came, if it goes out in that form at all.
    let dialect = |delimiter: u8| {
        let own = source.dialect();
        if (own.delimiter == b'\t') == (delimiter == b'\t') { own } else { Dialect::excel(delimiter) }
    };
    Ok(match ask.to.unwrap_or(usual) {
        To::Csv => Box::new(CsvRender::new(source.header(), dialect(b','), encoding)),
        To::Tsv => Box::new(CsvRender::new(source.header(), dialect(b'\t'), encoding)),
        To::Jsonl => {
            Box::new(JsonlRender::new(ask.offsets.into(), ask.keep, source.header(), source.text_index()))
        }
    })
}

/// 対応記録.csv → 対応記録-fuda.csv
fn output_name(name: Option<&str>, to: To) -> String {
    let ending = match to {
        To::Csv => "csv",
        To::Tsv => "tsv",
        To::Jsonl => "jsonl",
    };
    let name = name.unwrap_or("記録").rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}-fuda.{ending}")
}

fn file_headers(name: Option<&str>, to: To, opened: &Opened) -> [(header::HeaderName, String); 2] {
    let charset = if opened.encoding == "cp932" { "; charset=Shift_JIS" } else { "; charset=utf-8" };
    let kind = match to {
        To::Csv => format!("text/csv{charset}"),
        To::Tsv => format!("text/tab-separated-values{charset}"),
        To::Jsonl => "application/x-ndjson".to_owned(),
    };
    let name = output_name(name, to);
    let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    let disposition = format!("attachment; filename=\"tagged\"; filename*=UTF-8''{name}");
    [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)]
}

fn told(piece: Piece) -> Value {
    match piece {
        Piece::Bytes(bytes) => json!({ "event": "data", "data": STANDARD.encode(bytes) }),
        Piece::Seen { rows, read } => json!({ "event": "rows", "rows": rows, "read": read }),
        Piece::End(summary) => json!({
            "event": "end", "rows": summary.rows, "tagged": summary.tagged, "unreadable": summary.unreadable,
        }),
        Piece::Failed(error) => json!({
            "event": "error", "detail": error.to_string(), "cure": error.cure().unwrap_or_default(),
        }),
    }
}

fn event(value: &Value) -> Bytes {
    Bytes::from(format!("{value}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_named_after_their_inputs() {
        assert_eq!(output_name(Some("C:\\x\\対応記録.CSV"), To::Csv), "対応記録-fuda.csv");
        assert_eq!(output_name(None, To::Jsonl), "記録-fuda.jsonl");
        let opened = Opened { format: "csv", encoding: "cp932", text_column: None };
        let [kind, disposition] = file_headers(Some("記.csv"), To::Csv, &opened);
        assert_eq!(kind.1, "text/csv; charset=Shift_JIS");
        assert!(
            disposition.1.is_ascii() && disposition.1.contains("%E8%A8%98%2Dfuda%2Ecsv"),
            "{disposition:?}"
        );
    }
}
