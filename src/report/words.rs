//! The report's words in Japanese and English.

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Japanese.
    #[default]
    Japanese,
    /// English.
    English,
}

impl Language {
    /// One of two wordings.
    pub(super) const fn of<'w>(self, japanese: &'w str, english: &'w str) -> &'w str {
        match self {
            Self::Japanese => japanese,
            Self::English => english,
        }
    }

    pub(super) const fn code(self) -> &'static str {
        self.of("ja", "en")
    }

    /// The name of a category: the policy's own, or in English that of the act.
    pub(super) fn category<'w>(self, id: &'w str, label: &'w str) -> &'w str {
        let english = match id {
            "redo-without-fault" => "Redo without fault",
            "unrelated-demand" => "Unrelated demand",
            "physical-attack" => "Physical attack",
            "mental-attack" => "Verbal or mental attack",
            "intimidation" => "Intimidation",
            "kneeling-demand" => "Demand to kneel",
            "persistent-repetition" => "Persistent repetition",
            "long-retention" => "Long retention",
            "discrimination" => "Discriminatory words",
            "sexual" => "Sexual words or acts",
            "personal-attack" => "Attack on a staff member",
            "non-cooperation" => "Non-cooperation",
            "excessive-exchange" => "Excessive exchange",
            "excessive-compensation" => "Excessive compensation",
            "excessive-apology" => "Excessive apology",
            "impossible-abstract" => "Impossible or vague demand",
            _ => label,
        };
        self.of(label, english)
    }

    /// Why a place was set aside.
    pub(super) fn reason(self, id: &str) -> &str {
        match id {
            "negated" => self.of("否定されている", "Denied"),
            "hypothetical" => self.of("仮定・予定・注意喚起", "Hypothetical or planned"),
            "other-agent" => self.of("別の人の行為", "Somebody else's act"),
            "other-target" => self.of("別の人に対する行為", "Done to somebody else"),
            "background" => self.of("過去の経緯", "Told as background"),
            "other-sense" => self.of("別の意味", "Another sense"),
            "below-threshold" => self.of("根拠が弱い", "Too weak alone"),
            "not-covered" => self.of("この方針の類型にない行為", "Not covered by the policy"),
            other => other,
        }
    }

    /// A circumstance beside the tags.
    pub(super) fn flag(self, id: &str) -> &str {
        match id {
            "staff-error" => self.of("職員側の誤り", "The office's own mistake"),
            "accommodation" => self.of("配慮が必要な事情", "A stated need for accommodation"),
            "illness" => self.of("病状に関する記載", "Illness mentioned"),
            other => other,
        }
    }

    /// Why a row could not be read.
    pub(super) fn fault(self, id: &str) -> &str {
        match id {
            "encoding" => self.of("文字コードの誤り", "Wrong encoding"),
            "syntax" => self.of("行の形の誤り", "Malformed row"),
            "missing-text" => self.of("本文がない", "No text"),
            "too-long" => self.of("長すぎる", "Too long"),
            "nul" => self.of("壊れたデータ(NUL)", "Damaged data (NUL)"),
            "unreadable" => self.of("読み取り不可", "Unreadable"),
            other => other,
        }
    }

    /// A section's name, or a word for none.
    pub(super) fn section(self, name: &str) -> &str {
        if name.is_empty() { self.of("(所属の記載なし)", "(no section)") } else { name }
    }

    /// `1,234 件` or `1,234`.
    pub(super) fn notes(self, count: u64) -> String {
        format!("{}{}", grouped(count), self.of(" 件", ""))
    }

    /// `12時間30分` or `12 h 30 min`.
    pub(super) fn time(self, minutes: u64) -> String {
        let (hours, rest) = (grouped(minutes / 60), minutes % 60);
        match self {
            Self::Japanese if minutes < 60 => format!("{rest}分"),
            Self::Japanese => format!("{hours}時間{rest:02}分"),
            Self::English if minutes < 60 => format!("{rest} min"),
            Self::English => format!("{hours} h {rest:02} min"),
        }
    }
}

/// The id of a flag by the name that tables show.
pub(super) fn flag_id(name: &str) -> &str {
    let ids = ["staff-error", "accommodation", "illness"];
    ids.into_iter().find(|id| Language::Japanese.flag(id) == name).unwrap_or(name)
}

/// `12,345`
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `12.3%`
pub(super) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 2000 + whole) / (whole * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            (grouped(0), grouped(1234), grouped(1_234_567)),
            ("0".into(), "1,234".into(), "1,234,567".into())
        );
        assert_eq!((share(1, 3), share(1, 0), share(2, 2)), ("33.3%".into(), "–".into(), "100.0%".into()));
        assert_eq!(Language::Japanese.time(150), "2時間30分");
        assert_eq!(flag_id("職員側の誤り"), "staff-error");
    }
}
