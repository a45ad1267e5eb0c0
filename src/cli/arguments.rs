//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::span::OffsetUnit;

/// 応対記録を読み、カスタマーハラスメント対策方針のどの類型に該当しうるかを、根拠とともに示します。判断は人が行います。
#[derive(Parser, Debug)]
#[command(name = "fuda", version, propagate_version = true, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// 記録(Excel、CSV、TSV、JSONL、1行1件のテキスト)に類型の候補を付ける
    Tag(Tag),
    /// 1件の記録について、見つけたもの・除外したものと、その理由を示す
    Explain(Explain),
    /// 規則の辞書を検査し、規則ごとの例を実行する
    Check(Check),
    /// 記録を類型・所属・月などで集計し、1つの HTML(と Excel、JSON)にまとめる
    Report(Report),
    /// ラベル付きの記録で、適合率・再現率・F1 を測る
    Eval(Eval),
    /// 方針と類型を一覧し、方針どうしを対照する
    Policy(Policy),
    /// この機械の中に、ウェブの画面と HTTP API を開く
    Serve(Serve),
    /// シェルの補完を書き出す
    Completions {
        /// シェルの名前
        shell: clap_complete::Shell,
    },
    /// マニュアル(man 形式)を書き出す
    Man,
}

/// Which rules, under which policy.
#[derive(Args, Debug, Clone)]
pub(super) struct RuleArguments {
    /// 組み込みの辞書の代わりに使う辞書(ファイルかフォルダー。繰り返し可)
    #[arg(long = "rules", value_name = "PATH")]
    pub(super) rules: Vec<PathBuf>,
    /// 方針の ID(`fuda policy` で一覧)
    #[arg(long, value_name = "ID", default_value = crate::rules::DEFAULT_POLICY)]
    pub(super) policy: String,
    /// 辞書に誤りが一つでもあれば実行しない
    #[arg(long)]
    pub(super) strict: bool,
}

/// How the notes are to be read.
#[derive(Args, Debug, Clone)]
pub(super) struct InputArguments {
    /// 入力の形式(省略時は拡張子と中身から判断)
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<InputFormat>,
    /// 入力の文字コード(省略時は判定。utf-8、cp932、euc-jp、utf-16le、utf-16be)
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
    /// Excel・ODS のシートの名前か番号(省略時は、本文の列がある唯一のシート)
    #[arg(long, value_name = "SHEET")]
    pub(super) sheet: Option<String>,
    /// 本文の列(または JSON のキー)の名前
    #[arg(long, value_name = "COLUMN")]
    pub(super) text: Option<String>,
    /// ID の列(または JSON のキー)の名前
    #[arg(long, value_name = "COLUMN")]
    pub(super) id: Option<String>,
    /// 同じ案件・同じ人を示す列。何件目か、7日間で何件かを記録ごとに示す
    #[arg(long, value_name = "COLUMN")]
    pub(super) case: Option<String>,
    /// 日付の列(省略時は見出しから)
    #[arg(long, value_name = "COLUMN")]
    pub(super) date: Option<String>,
    /// 所属の列(省略時は見出しから)
    #[arg(long, value_name = "COLUMN")]
    pub(super) section: Option<String>,
    /// 対応に要した時間の列(省略時は見出しから。報告書で使う)
    #[arg(long, value_name = "COLUMN")]
    pub(super) minutes: Option<String>,
    /// 1件の本文の上限(バイト)
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20)]
    pub(super) max_note_bytes: usize,
}

/// What is masked in every output.
#[derive(Args, Debug, Clone)]
pub(super) struct RedactArguments {
    /// 電話番号・住所・個人番号・敬称の付いた名前などを、出力のすべてで伏せ字にする
    #[arg(long)]
    pub(super) redact: bool,
    /// 組み込みの伏せ字の辞書の代わりに使う辞書(--redact と同じ働き)
    #[arg(long, value_name = "PATH")]
    pub(super) redaction: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct Tag {
    /// 記録のファイル。省略するか `-` で標準入力
    #[arg(value_name = "FILES")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArguments,
    #[command(flatten)]
    pub(super) input: InputArguments,
    #[command(flatten)]
    pub(super) redaction: RedactArguments,
    /// 出力の形式(省略時は、端末では table、`-o` の拡張子、それ以外は jsonl)
    #[arg(long, value_name = "FORMAT")]
    pub(super) to: Option<OutputFormat>,
    /// CSV・TSV 出力の文字コード(省略時は入力と同じ。utf-8、utf-8-bom、cp932)
    #[arg(long, value_name = "NAME")]
    pub(super) to_encoding: Option<String>,
    /// 出力先のファイル(最後まで書けたときだけ現れる)
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// 使うスレッドの数(省略時はコアの数)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// この値より低いスコアの類型を出さない(0 から 1)
    #[arg(long, value_name = "X", value_parser = fraction)]
    pub(super) min_score: Option<f64>,
    /// 位置の単位
    #[arg(long, value_name = "UNIT", default_value = "char")]
    pub(super) offsets: Offsets,
    /// JSONL に入力の他の項目も `input` として残す
    #[arg(long)]
    pub(super) keep: bool,
    /// CSV・TSV の入力の欄を、数式として動くもの(= + - @ で始まる欄)もそのまま書き出す
    #[arg(long)]
    pub(super) keep_formulas: bool,
    /// 途中経過を残し、止まった続きから始める(CSV・TSV・JSONL を -o で書き出すとき)
    #[arg(long)]
    pub(super) resume: bool,
    /// 進み具合の表示
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) progress: When,
}

#[derive(Args, Debug)]
pub(super) struct Report {
    /// `fuda tag` の出力(CSV、TSV、Excel、JSONL)。タグのない記録なら、タグ付けしながら集計する
    #[arg(value_name = "FILES", required = true)]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArguments,
    #[command(flatten)]
    pub(super) input: InputArguments,
    #[command(flatten)]
    pub(super) redaction: RedactArguments,
    /// 出力先のファイル(.html、.xlsx、.json。繰り返し可)
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,
    /// 出力の形式(省略時は `-o` の拡張子、それもなければ html)
    #[arg(long, value_name = "FORMAT")]
    pub(super) to: Option<ReportFormat>,
    /// 報告書の言語
    #[arg(long, value_name = "LANG", default_value = "ja")]
    pub(super) lang: Lang,
    /// 報告書の題名
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
    /// 類型ごとに載せる記録の例の数(0 で載せない)
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) examples: usize,
    /// 使うスレッドの数(省略時はコアの数)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// 進み具合の表示
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) progress: When,
}

#[derive(Args, Debug)]
pub(super) struct Explain {
    /// 記録の本文。省略するか `-` で標準入力
    pub(super) text: Option<String>,
    #[command(flatten)]
    pub(super) rules: RuleArguments,
    /// この規則だけを、段階ごとに説明する
    #[arg(long, value_name = "ID")]
    pub(super) rule: Option<String>,
    /// JSON で出力する
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct Check {
    /// 検査する辞書(ファイルかフォルダー)。省略時は組み込みの辞書
    #[arg(value_name = "RULES")]
    pub(super) paths: Vec<PathBuf>,
    /// 注意(警告)も誤りとして数える
    #[arg(long)]
    pub(super) strict: bool,
    /// JSON で出力する
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct Eval {
    /// ラベル付きの記録(JSONL)
    #[arg(value_name = "GOLD", required = true)]
    pub(super) gold: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArguments,
    /// micro-F1 がこの値を下回れば終了コード 1
    #[arg(long, value_name = "X", value_parser = fraction)]
    pub(super) fail_under: Option<f64>,
    /// 誤りを一覧する
    #[arg(long)]
    pub(super) errors: bool,
    /// JSON で出力する
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct Policy {
    /// 方針の ID(複数可)。省略時は方針の一覧
    #[arg(value_name = "ID")]
    pub(super) ids: Vec<String>,
    /// 行為ごとに、各方針のどの類型にあたるかを表で示す(ID を挙げれば、その方針の類型名を並べる)
    #[arg(long)]
    pub(super) crosswalk: bool,
    /// 組み込みの辞書の代わりに使う辞書
    #[arg(long = "rules", value_name = "PATH")]
    pub(super) rules: Vec<PathBuf>,
    /// JSON で出力する
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct Serve {
    /// 待ち受ける宛先。他の機械から届く宛先には --token-file が要る
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7878")]
    pub(super) addr: SocketAddr,
    #[command(flatten)]
    pub(super) rules: RuleArguments,
    /// この値より低いスコアの類型を出さない(0 から 1)
    #[arg(long, value_name = "X", value_parser = fraction)]
    pub(super) min_score: Option<f64>,
    /// 使うスレッドの数(省略時はコアの数)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// 要求に求めるトークン(Authorization: Bearer …)を書いたファイル
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,
    /// localhost のほかに、この名前で呼ばれても応じる(繰り返し可)
    #[arg(long, value_name = "NAME")]
    pub(super) allow_host: Vec<String>,
    /// この場所(https://例.cybozu.com)のページから API を使わせる(繰り返し可)
    #[arg(long, value_name = "ORIGIN")]
    pub(super) allow_origin: Vec<String>,
    /// JSON の要求の上限(バイト)
    #[arg(long, value_name = "BYTES", default_value_t = crate::serve::Limits::default().body_bytes)]
    pub(super) max_body_bytes: usize,
    /// ファイルと x-ndjson の上限(バイト)。読む間はメモリーに置く
    #[arg(long, value_name = "BYTES", default_value_t = crate::serve::Limits::default().file_bytes)]
    pub(super) max_file_bytes: usize,
    /// 1件の本文の上限(バイト)
    #[arg(long, value_name = "BYTES", default_value_t = crate::serve::Limits::default().note_bytes)]
    pub(super) max_note_bytes: usize,
    /// 同時に扱う要求の数
    #[arg(long, value_name = "N", default_value = "64", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) max_requests: u16,
    /// 同時に扱うファイルと x-ndjson の数
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) max_streams: u16,
    /// JSON の要求にかけてよい時間、またファイルの送受信が止まってよい時間(秒)
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
    /// 辞書の変更を見張らない(SIGHUP では読み直す)
    #[arg(long)]
    pub(super) no_watch: bool,
    /// 要求ごとの記録をログに出さない
    #[arg(long)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    Csv,
    Tsv,
    Jsonl,
    Text,
    /// Excel、ODS のブック
    #[value(alias = "xls", alias = "ods", alias = "xlsm", alias = "xlsb")]
    Xlsx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    Jsonl,
    Csv,
    Tsv,
    Xlsx,
    Table,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Html,
    Xlsx,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    Ja,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Offsets {
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

fn fraction(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "0 から 1 までの数にしてください".to_owned())
}
